import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangeEvent } from '../../shared/domain/change/event.ts';
import type { ChangePublisher } from '../../shared/ports/change-publisher.ts';

export interface ReceivedEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
}

export interface OpenPublisher {
  readonly publisher: ChangePublisher;
  /** Waits until so many events have come through since it was last asked, and gives them. */
  received(count: number): Promise<readonly ReceivedEvent[]>;
  close(): Promise<void>;
}

/** What every ChangePublisher promises. */
export function changePublisherContract(name: string, open: () => Promise<OpenPublisher>): void {
  describe(`change publisher: ${name}`, () => {
    let opened: OpenPublisher;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('every event comes through, as it was published, with one result each', async () => {
      const events = Array.from({ length: 23 }, (_, index) => event(index));

      const results = await opened.publisher.publish(events, () => 10_000);

      expect(results).toEqual(events.map(() => ({ published: true })));
      const received = await opened.received(23);
      expect(received.toSorted(byDetail)).toEqual(events.map(asReceived).toSorted(byDetail));
    });

    test('events of many hundred kilobytes come through', async () => {
      const events = [0, 1, 2].map((index) => event(index, 'ü'.repeat(150_000)));

      const results = await opened.publisher.publish(events, () => 10_000);

      expect(results.every(({ published }) => published)).toBe(true);
      expect((await opened.received(3)).toSorted(byDetail)).toEqual(events.map(asReceived).toSorted(byDetail));
    });

    test('nothing is published without time left, and it says so', async () => {
      const results = await opened.publisher.publish([event(1)], () => 0);

      expect(results).toMatchObject([{ published: false, reason: { code: 'HW_PUBLISH_FAILED' } }]);
    });

    test('no events, no results', async () => {
      expect(await opened.publisher.publish([], () => 10_000)).toEqual([]);
    });
  });
}

function event(index: number, padding = ''): ChangeEvent {
  const detail = JSON.stringify({ schema: 'film@1', changes: [{ id: `e${index}`, padding }] });
  return { source: 'headwater.contract', detailType: 'film.created', time: '2026-11-23T18:00:00Z', detail, size: 1 };
}

function asReceived({ source, detailType, detail }: ChangeEvent): ReceivedEvent {
  return { source, detailType, detail: JSON.parse(detail) as unknown };
}

function byDetail(one: ReceivedEvent, other: ReceivedEvent): number {
  return JSON.stringify(one.detail) < JSON.stringify(other.detail) ? -1 : 1;
}
