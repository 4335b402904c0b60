import { describe, expect, test } from 'vitest';
import config from '../../../fixtures/shop/headwater.config.ts';
import type { FullLetter, LetterSource } from '../../../../operations/letters/letter.ts';
import { planRedrive } from '../../../../operations/letters/redrive-plan.ts';
import { createJudge, type Verdict } from '../../../../operations/letters/verdict.ts';
import { describePlan } from '../../../../cli/output/redrive.ts';
import type { Item } from '../../../../shared/adapters/dynamodb/attribute-value.ts';
import type { StreamRecord } from '../../../../shared/adapters/dynamodb/stream-record.ts';
import { filmItem, STREAM_ARN, streamRecord } from '../../../support/stream-records.ts';
import { filmEvent } from '../../../support/film-event.ts';

const rejected: LetterSource = { kind: 'rejected', table: 'shop', url: 'rejected-url' };
const dlq: LetterSource = { kind: 'dlq', consumer: 'search', url: 'dlq-url', bufferUrl: 'buffer-url' };

function letter(source: LetterSource, body: string): FullLetter {
  const rows = [{ entity: 'film', key: 'f1' }];
  return { id: 'm-1', source, code: 'HW_ROW_INVALID', message: '', rows, sentAt: 1_795_459_927_500, bytes: 0, body };
}

/** Judges one letter while the table holds `item`. */
function judge(source: LetterSource, body: unknown, item?: Item): Promise<Verdict> {
  const ask = createJudge({
    tables: config.tables,
    tableOfStream: (arn) => (arn === STREAM_ARN ? 'shop' : undefined),
    currentItem: () => Promise.resolve(item),
  });
  return ask(letter(source, typeof body === 'string' ? body : JSON.stringify(body)));
}

const invalid = filmItem('f1', { title: { NULL: true } });
const invalidRecord = streamRecord(7, { after: invalid });

describe('a rejected stream record', () => {
  test('that fits by now, as the schema was widened, is normalized again under its own position', async () => {
    const record = streamRecord(7, { after: filmItem('f1') });

    expect(await judge(rejected, record, filmItem('f1'))).toEqual({
      kind: 'normalize',
      records: [record],
      table: 'shop',
    });
  });

  test('that still does not fit stays while the item is as it was', async () => {
    expect(await judge(rejected, invalidRecord, invalid)).toEqual({
      kind: 'stays',
      why: 'still rejected: film f1: /title must be string',
    });
  });

  test('leaves when the item was mended: the mending write has a record of its own', async () => {
    expect(await judge(rejected, invalidRecord, filmItem('f1'))).toEqual({ kind: 'superseded' });
  });

  test('leaves when the item is gone: its deletion was published', async () => {
    expect(await judge(rejected, invalidRecord, undefined)).toEqual({ kind: 'superseded' });
  });

  test('of an item that a backfill read is repaired once it fits, and leaves when the item is gone', async () => {
    const read = { eventName: 'READ', dynamodb: { Keys: invalidRecord.dynamodb?.Keys }, redacted: 'images' };

    expect(await judge(rejected, read, invalid)).toMatchObject({ kind: 'stays' });
    expect(await judge(rejected, read, undefined)).toEqual({ kind: 'superseded' });
    // The letter of this test was sent at a fixed time.
    expect((await judge(rejected, read, filmItem('f1'))).kind).toMatch(/^(repair|stays)$/);
  });

  test('that was too large for a message is read again by its key, and keeps its position', async () => {
    const { Keys, SequenceNumber } = invalidRecord.dynamodb ?? {};
    const reduced: StreamRecord = { ...invalidRecord, dynamodb: { Keys, SequenceNumber } };

    const verdict = await judge(rejected, reduced, filmItem('f1'));

    expect(verdict).toMatchObject({
      kind: 'normalize',
      records: [{ dynamodb: { SequenceNumber, NewImage: filmItem('f1'), ApproximateCreationDateTime: 1_795_459_927 } }],
    });
    expect(await judge(rejected, reduced, undefined)).toEqual({ kind: 'superseded' });
    expect(await judge(rejected, reduced, invalid)).toMatchObject({ kind: 'stays' });
  });

  test('a message that holds none stays', async () => {
    expect(await judge(rejected, 'hello')).toMatchObject({ kind: 'stays' });
  });
});

describe('a letter of a consumer', () => {
  test('goes to the buffer of that consumer, and to no other', async () => {
    expect(await judge(dlq, filmEvent(['f1']))).toEqual({ kind: 'send', queueUrl: 'buffer-url' });
  });

  test('that is no event of ours stays', async () => {
    expect(await judge(dlq, '{"no":"event"}')).toMatchObject({ kind: 'stays' });
  });
});

test('a batch that Lambda set aside goes through the normalizer of its stream', async () => {
  const bucket: LetterSource = { kind: 'stream-failures', bucket: 'failures' };
  const object = (streamArn: string, Records: readonly StreamRecord[]) => ({
    requestContext: { condition: 'RecordAgeExceeded' },
    DDBStreamBatchInfo: { streamArn },
    payload: JSON.stringify({ Records }),
  });
  const records = [streamRecord(1, { after: filmItem('f1') }), invalidRecord];

  expect(await judge(bucket, object(STREAM_ARN, records))).toEqual({ kind: 'normalize', records, table: 'shop' });
  expect(await judge(bucket, object('another', records))).toMatchObject({ kind: 'stays' });
  expect(await judge(bucket, object(STREAM_ARN, []))).toMatchObject({ kind: 'stays' });
});

test('a plan counts by what happens to the letters, and chooses those that would move', () => {
  const plan = planRedrive();
  const [sent, gone, left] = ['a', 'b', 'c'].map((id) => ({ ...letter(dlq, ''), id }));
  if (!sent || !gone || !left) throw new Error('three letters');

  plan.add(sent, { kind: 'send', queueUrl: 'buffer-url' });
  plan.add({ ...sent, id: 'd' }, { kind: 'send', queueUrl: 'buffer-url' });
  plan.add({ ...gone, source: rejected }, { kind: 'superseded' });
  plan.add(left, { kind: 'stays', why: '' });

  expect(plan.lines().map(({ source, does, letters }) => [source, does, letters])).toEqual([
    ['dlq search', 'send', 2],
    ['rejected shop', 'superseded', 1],
    ['dlq search', 'stays', 1],
  ]);
  expect(['a', 'b', 'c', 'd'].filter((id) => plan.isChosen(id))).toEqual(['a', 'b', 'd']);
  expect([plan.left(dlq), plan.left(rejected)]).toEqual([2, 1]);
  plan.finish([sent]);
  expect([plan.left(dlq), plan.finished, plan.chosen]).toEqual([1, 1, 3]);
  expect(describePlan(plan.lines())).toContain('Nothing was done: --yes does it.');
});
