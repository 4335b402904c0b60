import { expect, test } from 'vitest';
import { rejectionLetter } from '../../../functions/normalizer/rejection.ts';
import { rowReader } from '../../../shared/adapters/dynamodb/item-source.ts';
import { StreamRecordReader, type Reading } from '../../../shared/adapters/dynamodb/stream-record.ts';
import { film, stock } from '../../fixtures/shop/entities.ts';
import type { TableDefinition } from '../../../shared/domain/definition/headwater.ts';
import { mask } from '../../../shared/domain/definition/policy.ts';
import { hashUnder } from '../../../shared/domain/row/protect.ts';
import { filmItem, stockItem, streamRecord } from '../../support/stream-records.ts';

const hash = hashUnder(Buffer.from('a key of the test, of 32 bytes or more'));
const open: TableDefinition = {
  name: 'shop',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  entities: [film, stock],
};
const shop: TableDefinition = {
  ...open,
  entities: [
    { ...film, policy: { title: mask({ keepFirst: 1 }), genre: 'drop', director: 'hash' } },
    { ...stock, policy: { store: 'hash' } },
  ],
};
const reader = new StreamRecordReader(shop, hash);

function letterOf(table: TableDefinition, record: ReturnType<typeof streamRecord>) {
  const own = new StreamRecordReader(table, hash);
  const reading = own.read(record);
  if (reading.status !== 'rejected') throw new Error('a rejection was expected');
  return rejectionLetter(record, { index: 0, ...reading }, own);
}

test('rows are published as their policy leaves them, before and after', () => {
  const before = filmItem('f1', { director: { S: 'Ann' }, genre: { S: 'Drama' } });
  const after = filmItem('f1', { director: { S: 'Bob' }, title: { S: 'Another' } });

  expect(reader.read(streamRecord(1, { before, after }))).toMatchObject({
    changes: [
      {
        after: { title: 'A****', director: hash('Bob') },
        before: { title: 'F****', director: hash('Ann') },
        changed: ['director', 'title'],
      },
    ],
  });
});

test('a change of nothing but what is dropped or masked away is suppressed', () => {
  const before = filmItem('f1', { title: { S: 'First' }, genre: { S: 'Drama' } });
  const after = filmItem('f1', { title: { S: 'Second' }, genre: { S: 'Crime' } });
  const masked = filmItem('f1', { title: { S: 'Famous' }, genre: { S: 'Crime' } });

  expect(reader.read(streamRecord(1, { before, after: masked }))).toEqual({ status: 'suppressed', entity: 'film' });
  expect(reader.read(streamRecord(1, { before, after }))).toMatchObject({ changes: [{ changed: ['title'] }] });
});

test('the real row is validated, not its mask', () => {
  const record = streamRecord(1, { after: filmItem('f1', { title: { S: '' } }) });

  expect(reader.read(record)).toMatchObject({ status: 'rejected', reason: { field: '/title' } });
});

test('a protected part of a key is hashed in the key, the same every time, and by a backfill as well', () => {
  const item = stockItem('f1', 'berlin', 3);
  const keyOf = (reading: Reading) => (reading.status === 'changes' ? reading.changes[0]?.key : undefined);

  const key = `f1|${hash('berlin')}`;
  expect(keyOf(reader.read(streamRecord(1, { after: item })))).toBe(key);
  expect(keyOf(reader.read(streamRecord(2, { before: item })))).toBe(key);
  expect(rowReader(shop, hash)(item, 0)).toMatchObject({ key, row: { filmId: 'f1', store: hash('berlin') } });
});

test('the letter of a protected table names the item and holds nothing of it', () => {
  const letter = letterOf(
    shop,
    streamRecord(7, { after: filmItem('f1', { title: { NULL: true }, genre: { S: 'Drama' } }) }),
  );

  expect(letter).toMatchObject({ key: 'f1', entity: 'film', position: '100000000000000000007' });
  expect(letter.payload).toMatchObject({
    redacted: 'images',
    dynamodb: { Keys: { pk: { S: 'FILM#f1' }, sk: { S: 'FILM' } }, SequenceNumber: '100000000000000000007' },
  });
  expect(JSON.stringify(letter)).not.toContain('Drama');
});

test('where a key is protected the letter hashes the keys', () => {
  const letter = letterOf(shop, streamRecord(7, { after: { ...stockItem('f1', 'berlin', 3), sold: { S: 'x' } } }));

  expect(letter.payload).toMatchObject({
    redacted: 'images and keys',
    dynamodb: { Keys: { sk: { S: hash('STOCK#berlin') } } },
  });
});

test('a letter that was redacted is refused when it is sent as it is: it would be a row without those fields', () => {
  const letter = letterOf(shop, streamRecord(7, { after: filmItem('f1', { title: { NULL: true } }) }));

  expect(reader.read(letter.payload as ReturnType<typeof streamRecord>)).toMatchObject({
    status: 'rejected',
    reason: { code: 'HW_RECORD_MALFORMED' },
  });
});

test('an item that no entity recognises is rejected by its key, unless the table wants it whole', () => {
  const record = streamRecord(7, { after: { pk: { S: 'X' }, sk: { S: 'Y' }, iban: { S: 'DE00' } } });

  expect(JSON.stringify(letterOf(open, record))).not.toContain('DE00');
  expect(JSON.stringify(letterOf({ ...open, unknownItems: 'reject-whole' }, record).payload)).toContain('DE00');
});

test('where nothing is protected the letter holds the whole record', () => {
  const record = streamRecord(7, { after: filmItem('f1', { title: { NULL: true } }) });

  expect(letterOf(open, record).payload).toEqual(record);
});

test('a policy that hashes needs its key before anything is read', () => {
  expect(() => new StreamRecordReader(shop)).toThrow(/no key was read/);
});
