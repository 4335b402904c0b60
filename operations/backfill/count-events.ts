import type { ChangePublisher } from '../../shared/ports/change-publisher.ts';

/** What buses and queues bill: 64 KB of an event begun. */
const BILLED_BYTES = 64 * 1024;

/** A publisher that tells how many billed chunks it got rid of. */
export function countingEvents(publisher: ChangePublisher, count: (events: number) => void): ChangePublisher {
  return {
    async publish(events, timeLeft) {
      const results = await publisher.publish(events, timeLeft);
      events.forEach(({ detail }, index) => {
        if (results[index]?.published) count(Math.ceil(Buffer.byteLength(detail) / BILLED_BYTES));
      });
      return results;
    },
  };
}
