import type { SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { film } from '../../fixtures/shop/entities.ts';
import { MemoryDeadLetters } from '../../../shared/adapters/memory/dead-letters.ts';
import type { Change } from '../../../shared/domain/change/change.ts';
import { liftTo } from '../../../shared/domain/change/lift.ts';
import { APPLIED, type Outcome } from '../../../shared/domain/delivery/outcome.ts';
import { packChanges } from '../../../shared/domain/change/pack.ts';
import type { View } from '../../../shared/domain/change/view.ts';
import { positionOf } from '../../../shared/domain/change/position.ts';
import type { ReceivedMessage } from '../../../shared/ports/redelivery.ts';
import { consume } from '../../../shared/runtime/consume.ts';
import { recordingCounter } from '../../support/outcome-counter.ts';

const rejection: Outcome = { status: 'rejected', reason: { code: 'HW_SEARCH_REJECTED', message: 'film f2: /price' } };
const retry: Outcome = { status: 'retry', reason: { code: 'HW_SEARCH_UNAVAILABLE', message: '503' } };

function created(key: string): Change {
  const position = positionOf('2026-11-01T09:00:00.000', '7');
  return {
    operation: 'created',
    entity: 'film',
    id: `e-${key}`,
    key,
    position,
    at: '2026-11-23T18:00:00Z',
    after: { id: key },
  };
}

function message(messageId: string, ...changes: Change[]): SQSRecord {
  const [pack] = packChanges('headwater.shop', new Map([['film', film]]), changes);
  const { source, detailType, time, detail } = pack?.event ?? { source: '', detailType: '', time: '', detail: '{}' };
  const body = JSON.stringify({ source, 'detail-type': detailType, time, detail: JSON.parse(detail) as unknown });
  return record(messageId, body);
}

function record(messageId: string, body: string, sentAt = Date.now()): SQSRecord {
  return {
    messageId,
    body,
    receiptHandle: `handle-${messageId}`,
    attributes: { ApproximateReceiveCount: '3', SentTimestamp: String(sentAt) },
  } as SQSRecord;
}

async function consumed(
  records: SQSRecord[],
  outcomeOf: (change: Change) => Outcome | undefined,
  deadLetters = new MemoryDeadLetters(),
  view?: View,
) {
  const counter = recordingCounter();
  const applied: string[] = [];
  const delayed: ReceivedMessage[] = [];
  const told: string[] = [];
  const redelivery = {
    delay: (messages: readonly ReceivedMessage[]) => Promise.resolve(void delayed.push(...messages)),
  };
  const apply = (changes: readonly Change[]) => {
    applied.push(...changes.map(({ key }) => key));
    return Promise.resolve(changes.map(outcomeOf) as Outcome[]);
  };
  const response = await consume(
    { Records: records },
    {
      consumer: 'search',
      entities: new Set(['film']),
      lift: liftTo([film]),
      apply,
      deadLetters,
      redelivery,
      counter,
      view,
      tell: (line) => void told.push(line),
    },
  );
  return {
    again: response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    letters: deadLetters.letters,
    counter,
    applied,
    delayed,
    told,
  };
}

test('all changes of a batch are applied at once', async () => {
  const { again, applied, counter } = await consumed(
    [message('m1', created('f1'), created('f2')), message('m2', created('f3'))],
    () => APPLIED,
  );

  expect(again).toEqual([]);
  expect(applied).toEqual(['f1', 'f2', 'f3']);
  expect(counter.counts).toEqual({ 'film Applied': 3 });
});

test('why changes come again is told, a line for each reason', async () => {
  const { told } = await consumed(
    [message('m1', created('f1')), message('m2', created('f2')), message('m3', created('f3'))],
    ({ key }) => (key === 'f3' ? APPLIED : retry),
  );

  expect(told).toEqual(['HW_SEARCH_UNAVAILABLE: 2 changes are tried again: 503']);
});

test('a dead-letter queue that refuses is told, with its reason', async () => {
  const deadLetters = new MemoryDeadLetters();
  deadLetters.down = true;
  const { told, again } = await consumed([message('m1', created('f1'))], () => rejection, deadLetters);

  expect(again).toEqual(['m1']);
  expect(told).toEqual([
    '1 dead letters could not be written, and their changes are tried again: HeadwaterError: the dead-letter queue is down',
  ]);
});

test('one bad change of a pack is rejected alone, as an event that can be sent again', async () => {
  const poisoned = [message('m1', created('f1'), created('f2'))];

  const { again, letters } = await consumed(poisoned, ({ key }) => (key === 'f2' ? rejection : APPLIED));

  expect(again).toEqual([]);
  expect(letters).toMatchObject([
    { stage: 'search', entity: 'film', key: 'f2', payload: { 'detail-type': 'film.created' } },
  ]);
  const resent = await consumed([record('m9', JSON.stringify(letters[0]?.payload))], () => APPLIED);
  expect(resent.applied).toEqual(['f2']);
});

test('a filtered consumer applies what its view shows, and counts the rest as suppressed', async () => {
  const view: View = (change) => (change.key === 'f1' ? undefined : { ...change, id: `seen-${change.id}` });

  const { letters, applied, counter } = await consumed(
    [message('m1', created('f1'), created('f2'), created('f3'))],
    ({ id }) => (id === 'seen-e-f3' ? rejection : APPLIED),
    new MemoryDeadLetters(),
    view,
  );

  expect(applied).toEqual(['f2', 'f3']);
  expect(counter.counts).toEqual({ 'film Applied': 1, 'film Rejected': 1, 'film Suppressed': 1 });
  // As it was published: sent again, it is filtered again.
  expect(letters).toMatchObject([{ key: 'f3', payload: { detail: { changes: [{ id: 'e-f3' }] } } }]);
});

test('a message that comes again is put off, by how often it came', async () => {
  const { delayed } = await consumed([message('m1', created('f1')), message('m2', created('f2'))], ({ key }) =>
    key === 'f2' ? retry : APPLIED,
  );

  expect(delayed).toEqual([{ receiptHandle: 'handle-m2', receives: 3 }]);
});

test('only the message whose change must be retried comes again', async () => {
  const { again } = await consumed([message('m1', created('f1')), message('m2', created('f2'))], ({ key }) =>
    key === 'f2' ? retry : APPLIED,
  );

  expect(again).toEqual(['m2']);
});

test('a rejected change of a message that comes again is not put into the DLQ twice', async () => {
  const { again, letters } = await consumed([message('m1', created('f1'), created('f2'))], ({ key }) =>
    key === 'f1' ? retry : rejection,
  );

  expect(again).toEqual(['m1']);
  expect(letters).toEqual([]);
});

test('a change without an outcome comes again', async () => {
  const { again } = await consumed([message('m1', created('f1'))], () => undefined);

  expect(again).toEqual(['m1']);
});

test('when the DLQ is down, the message comes again', async () => {
  const deadLetters = new MemoryDeadLetters();
  deadLetters.down = true;

  const { again } = await consumed([message('m1', created('f1'))], () => rejection, deadLetters);

  expect(again).toEqual(['m1']);
});

test('entities that the consumer does not subscribe to pass by', async () => {
  const stranger = { ...message('m1', created('f1')) };
  stranger.body = stranger.body.replace('film.created', 'stock.created');

  expect(await consumed([stranger], () => APPLIED)).toMatchObject({ again: [], applied: [], letters: [] });
});

test.each([
  ['no JSON', '{', 'no EventBridge event'],
  ['no detail', '{}', 'no EventBridge event'],
  ['a strange detail-type', '{"detail-type":"film","detail":{}}', 'detail-type'],
  ['no changes', '{"detail-type":"film.created","detail":{"schema":"film@1"}}', 'no schema or no list'],
  [
    'a change without id',
    '{"detail-type":"film.created","detail":{"schema":"film@1","changes":[{}]}}',
    'change 0: it has no id',
  ],
  ['a key of 513 bytes', keyed('x'.repeat(513)), 'its key is not text of 1 to 512 bytes'],
  ['an empty key', keyed(''), 'its key is not text'],
])('a message with %s goes to the DLQ as it came', async (_, body, problem) => {
  const { again, letters } = await consumed([record('m1', body), message('m2', created('f1'))], () => APPLIED);

  expect(again).toEqual([]);
  expect(letters).toMatchObject([{ payload: body, reason: { code: 'HW_EVENT_MALFORMED' } }]);
  expect(letters[0]?.reason.message).toContain(problem);
});

function keyed(key: string): string {
  return JSON.stringify({
    'detail-type': 'film.created',
    detail: { schema: 'film@1', changes: [{ id: 'e', key, at: '2026-11-23T18:00:00Z' }] },
  });
}

test('a change that says when it is of use again comes no earlier, and its message with it', async () => {
  const later: Outcome = { ...retry, afterSeconds: 3_600 };

  const { delayed } = await consumed([message('m1', created('f1'), created('f2'), created('f3'))], ({ key }) =>
    key === 'f1' ? APPLIED : key === 'f2' ? later : { ...later, afterSeconds: 60 },
  );

  expect(delayed).toEqual([{ receiptHandle: 'handle-m1', receives: 3, afterSeconds: 3_600 }]);
});

test('one that would wait for longer than its queue keeps it goes to the DLQ, whole and with the reason', async () => {
  const days = (count: number): number => Date.now() - count * 86_400_000;
  const sentBefore = (id: string, count: number) => record(id, message(id, created(id)).body, days(count));

  const { again, letters } = await consumed([sentBefore('old', 5.6), sentBefore('new', 5.4)], () => {
    return { ...retry, afterSeconds: 30 * 86_400 };
  });

  expect(again).toEqual(['new']);
  expect(letters).toMatchObject([{ key: 'old', reason: { code: 'HW_WAIT_TOO_LONG' } }]);
});
