import type { ChangeEvent } from '../../domain/change/event.ts';
import type { ChangePublisher, PublishResult } from '../../ports/change-publisher.ts';

const OUT_OF_TIME: PublishResult = {
  published: false,
  reason: { code: 'HW_PUBLISH_FAILED', message: 'no time was left to publish the event' },
};

/** A bus in memory. `answer` may refuse an event; undefined lets it through. */
export class MemoryPublisher implements ChangePublisher {
  readonly published: ChangeEvent[] = [];
  readonly #answer: (event: ChangeEvent) => PublishResult | undefined;

  constructor(answer: (event: ChangeEvent) => PublishResult | undefined = () => undefined) {
    this.#answer = answer;
  }

  publish(events: readonly ChangeEvent[], timeLeft: () => number): Promise<readonly PublishResult[]> {
    const results = events.map((event): PublishResult => {
      if (timeLeft() <= 0) return OUT_OF_TIME;
      const refused = this.#answer(event);
      if (refused) return refused;
      this.published.push(event);
      return { published: true };
    });
    return Promise.resolve(results);
  }
}
