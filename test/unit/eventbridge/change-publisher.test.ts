import { afterEach, expect, test } from 'vitest';
import { createEventBridgePublisher } from '../../../shared/adapters/eventbridge/change-publisher.ts';
import { createPutEvents } from '../../../shared/adapters/eventbridge/put-events.ts';
import type { ChangeEvent } from '../../../shared/domain/change/event.ts';
import { putEventsServer, type Answer } from '../../support/put-events-server.ts';

const accepted: Answer = (entries) => entries.map(() => undefined);
let close = (): Promise<unknown> => Promise.resolve();
afterEach(() => close());

async function publisher(answer: Answer) {
  const server = await putEventsServer(answer);
  ({ close } = server);
  const bus = createEventBridgePublisher({ putEvents: createPutEvents(server.client, 'bus'), random: () => 0.01 });
  return { bus, client: server.client, requests: server.requests };
}

function event(name: string, bytes = 0): ChangeEvent {
  return {
    source: 's',
    detailType: `${name}.created`,
    time: '2026-11-23T18:00:00Z',
    detail: `{"a":"${'x'.repeat(bytes)}"}`,
    size: 1,
  };
}

/** Time for a number of tries: each try asks once. */
function tries(count: number): () => number {
  let left = count;
  return () => (left-- > 0 ? 1_000 : 0);
}

const sent = (requests: readonly (readonly { DetailType: string }[])[]) =>
  requests.map((entries) => entries.map(({ DetailType }) => DetailType));

test('events go in requests of at most 10 entries', async () => {
  const { bus, requests } = await publisher(accepted);

  const results = await bus.publish(
    Array.from({ length: 23 }, (_, n) => event(`e${n}`)),
    () => 1_000,
  );

  expect(results.every(({ published }) => published)).toBe(true);
  expect(requests.map(({ length }) => length).sort()).toEqual([10, 10, 3].sort());
});

test('a request stays under 1 MB', async () => {
  const { bus, requests } = await publisher(accepted);

  await bus.publish(
    Array.from({ length: 5 }, (_, n) => event(`e${n}`, 400_000)),
    () => 1_000,
  );

  expect(requests.map(({ length }) => length).sort()).toEqual([1, 2, 2]);
});

test('only the entries that failed are sent again', async () => {
  const { bus, requests } = await publisher((entries, attempt) =>
    entries.map(({ DetailType }) => (attempt === 1 && DetailType !== 'b.created' ? 'ThrottlingException' : undefined)),
  );

  const results = await bus.publish([event('a'), event('b'), event('c')], () => 1_000);

  expect(results).toEqual([{ published: true }, { published: true }, { published: true }]);
  expect(sent(requests)).toEqual([
    ['a.created', 'b.created', 'c.created'],
    ['a.created', 'c.created'],
  ]);
});

test('an entry that will never be taken is not sent again', async () => {
  const { bus, requests } = await publisher((entries) =>
    entries.map(({ DetailType }) => (DetailType === 'a.created' ? 'MalformedDetail' : undefined)),
  );

  const results = await bus.publish([event('a'), event('b')], () => 1_000);

  expect(results).toMatchObject([{ published: false, reason: { code: 'HW_EVENT_REFUSED' } }, { published: true }]);
  expect(requests).toHaveLength(1);
});

test('when the time is up, what is left is told, with why', async () => {
  const { bus } = await publisher((entries) =>
    entries.map(({ DetailType }) => (DetailType === 'a.created' ? 'InternalFailure' : undefined)),
  );

  const results = await bus.publish([event('a'), event('b')], tries(4));

  expect(results).toMatchObject([{ published: false, reason: { code: 'HW_PUBLISH_FAILED' } }, { published: true }]);
  expect(results[0]).toMatchObject({ reason: { message: expect.stringContaining('InternalFailure') as unknown } });
});

test('a bus that is down and comes back has taken everything', async () => {
  const { bus } = await publisher((entries, attempt) => (attempt < 3 ? { status: 503 } : entries.map(() => undefined)));

  expect(await bus.publish([event('a')], () => 1_000)).toEqual([{ published: true }]);
});

test('an error that no waiting mends is thrown where somebody waits for it, and tried again where nobody does', async () => {
  const { client } = await publisher(() => ({ status: 403 }));
  const putEvents = createPutEvents(client, 'bus');

  const impatient = createEventBridgePublisher({ putEvents, isFinal: () => true });
  await expect(impatient.publish([event('a')], () => 600_000)).rejects.toThrow('403');
  const patient = createEventBridgePublisher({ putEvents, random: () => 0.01 });
  expect(await patient.publish([event('a')], tries(3))).toMatchObject([{ published: false }]);
});
