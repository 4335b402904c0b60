import { describe, expect, test } from 'vitest';
import { rowNames } from '../../../../operations/letters/letter-content.ts';
import type { FullLetter, LetterSource } from '../../../../operations/letters/letter.ts';
import { letterOfMessage, letterOfObject } from '../../../../operations/letters/read-letter.ts';
import { planRedrive } from '../../../../operations/letters/redrive-plan.ts';
import { createJudge } from '../../../../operations/letters/verdict.ts';
import { describeLetter } from '../../../../cli/output/letters.ts';
import { describePlan } from '../../../../cli/output/redrive.ts';
import { film, stock } from '../../../fixtures/shop/entities.ts';
import { rejectionLetter } from '../../../../functions/normalizer/rejection.ts';
import type { Item } from '../../../../shared/adapters/dynamodb/attribute-value.ts';
import { StreamRecordReader } from '../../../../shared/adapters/dynamodb/stream-record.ts';
import type { TableDefinition } from '../../../../shared/domain/definition/headwater.ts';
import { hashUnder } from '../../../../shared/domain/row/protect.ts';
import { filmItem, stockItem, STREAM_ARN, streamRecord } from '../../../support/stream-records.ts';

const hash = hashUnder(Buffer.from('a key of the test, of 32 bytes or more'));
const shop: TableDefinition = {
  name: 'shop',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  entities: [
    { ...film, policy: { genre: 'drop', director: 'hash' } },
    { ...stock, policy: { store: 'hash' } },
  ],
};
const rejected = { kind: 'rejected', table: 'shop', url: 'rejected-url' } as const satisfies LetterSource;
const SECRET = 'a-value-nobody-may-see';
const NO_TITLE = { title: { NULL: true } } as const;

/** Epoch seconds. */
function secondsAgo(seconds: number): number {
  return Math.floor(Date.now() / 1000) - seconds;
}

/** The dead letter that the normalizer makes of an item, as the command line reads it from the queue. */
function letterAbout(after: Item, at = secondsAgo(3600)): FullLetter {
  const reader = new StreamRecordReader(shop, hash);
  const record = streamRecord(7, { after, at });
  const reading = reader.read(record);
  if (reading.status !== 'rejected') throw new Error('a rejection was expected');
  const { payload, reason, entity, key } = rejectionLetter(record, { index: 0, ...reading }, reader);
  const texts = { code: reason.code, message: reason.message, field: reason.field, entity, key };
  const given = Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
  const MessageAttributes = Object.fromEntries(
    given.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  return letterOfMessage(
    rejected,
    { MessageId: 'm-1', Body: JSON.stringify(payload), MessageAttributes },
    rowNames([shop]),
  );
}

/** Judges while the table holds one item; it is found by its real key only. */
function judge(letter: FullLetter, item?: Item) {
  const ask = createJudge({
    tables: [shop],
    tableOfStream: () => 'shop',
    currentItem: (_, key) => Promise.resolve(key.pk?.S === item?.pk?.S && key.sk?.S === item?.sk?.S ? item : undefined),
  });
  return ask(letter);
}

const filmLetter = letterAbout(filmItem('f1', { ...NO_TITLE, director: { S: SECRET } }));
const stockLetter = letterAbout({ ...stockItem('f1', SECRET, 3), sold: { S: 'x' } });

describe('a letter without images', () => {
  test('shows that they are left out, and that a redrive reads the item', () => {
    const shown = describeLetter(filmLetter);
    expect(shown).toContain('film f1: /title must be string');
    expect(shown).toContain('A redrive reads it from the table');
    expect(shown).not.toContain(SECRET);
  });

  test('is mended by the row as it is now: whether it was written since, the letter cannot tell', async () => {
    const item = filmItem('f1', { director: { S: SECRET } });
    const verdict = await judge(filmLetter, item);
    expect(verdict).toMatchObject({ kind: 'repair', table: 'shop', item });
    const plan = planRedrive();
    plan.add(filmLetter, verdict);
    expect(describePlan(plan.lines())).toContain('its row as it is now, to every consumer, as a repair');
    expect(describePlan(plan.lines())).not.toContain(SECRET);
  });

  test('waits until no store can hold the row before it for newer than the read', async () => {
    const young = letterAbout(filmItem('f1', NO_TITLE), secondsAgo(30));
    const old = letterAbout(filmItem('f1', NO_TITLE), secondsAgo(62));

    expect(await judge(young, filmItem('f1'))).toMatchObject({
      kind: 'stays',
      hint: expect.stringContaining('60 s') as string,
    });
    expect(await judge(old, filmItem('f1'))).toMatchObject({ kind: 'repair' });
  });

  test('stays while the item is as it was, and leaves when it is gone', async () => {
    expect(await judge(filmLetter, filmItem('f1', NO_TITLE))).toMatchObject({
      kind: 'stays',
      why: 'still rejected: film f1: /title must be string',
    });
    expect(await judge(filmLetter)).toEqual({ kind: 'superseded' });
  });
});

describe('a letter whose key is hashed, too', () => {
  test('shows that no redrive finds the item', () => {
    expect(describeLetter(stockLetter)).toContain('a redrive cannot find the item');
    expect(describeLetter(stockLetter)).not.toContain(SECRET);
  });

  test('stays, and says what to do instead: it is never taken for an item that is gone', async () => {
    const verdict = await judge(stockLetter, stockItem('f1', SECRET, 3));
    expect(verdict.kind).toBe('stays');
    const plan = planRedrive();
    plan.add(stockLetter, verdict);
    expect(describePlan(plan.lines())).toContain('repair the entity; then discard the letter');
  });
});

test('a batch that Lambda set aside is listed without the secret of the hash, and hides what it would hash', () => {
  const records = [streamRecord(1, { after: stockItem('f1', SECRET, 3) })];
  const body = JSON.stringify({
    requestContext: { condition: 'RecordAgeExceeded' },
    DDBStreamBatchInfo: { streamArn: STREAM_ARN },
    payload: JSON.stringify({ Records: records }),
  });
  const tables = [{ name: 'shop', physicalName: 'shop', tableArn: '', streamArn: STREAM_ARN, entities: ['stock'] }];
  const source = { kind: 'stream-failures', bucket: 'failures' } as const;

  const letter = letterOfObject(source, { key: 'a/b', modified: undefined, body }, { tables }, rowNames([shop]));

  expect(letter.rows).toEqual([{ entity: 'stock', key: 'f1|(hashed)' }]);
  expect(describeLetter(letter)).not.toContain(SECRET);
});
