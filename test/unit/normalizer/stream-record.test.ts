import { describe, expect, test } from 'vitest';
import { isRead } from '../../../shared/domain/change/change.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { integer, json, keyword } from '../../../shared/domain/definition/fields.ts';
import { StreamRecordReader, type Reading } from '../../../shared/adapters/dynamodb/stream-record.ts';
import { film, stock } from '../../fixtures/shop/entities.ts';
import { filmItem, GENERATION, stockItem, STREAM_ARN, streamRecord } from '../../support/stream-records.ts';

const shop = {
  name: 'shop',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  timeToLive: 'offerEndsAt',
  entities: [film, stock],
} as const;

function read(...args: Parameters<typeof streamRecord>): Reading {
  return new StreamRecordReader(shop).read(streamRecord(...args));
}

describe('a change', () => {
  test('an insert is a creation with the whole row, its key fields included', () => {
    const reading = read(7, { after: filmItem('f1') });

    expect(reading).toEqual({
      status: 'changes',
      changes: [
        {
          operation: 'created',
          entity: 'film',
          id: 'event-7',
          key: 'f1',
          position: `${GENERATION}/0000000000000000000100000000000000000007`,
          at: '2026-11-23T18:52:07Z',
          after: { id: 'f1', title: 'Film f1', releaseDate: '1998-06-12', price: 9.99 },
        },
      ],
    });
  });

  test('an update tells which fields changed and what they were', () => {
    const reading = read(8, {
      before: filmItem('f1', { genre: { S: 'Drama' } }),
      after: filmItem('f1', { price: { N: '11' } }),
    });

    expect(reading).toMatchObject({
      changes: [{ operation: 'updated', changed: ['genre', 'price'], before: { genre: 'Drama', price: 9.99 } }],
    });
  });

  test('a deletion carries the whole row it removed', () => {
    const reading = read(9, { before: stockItem('f1', 'berlin', 3) });

    expect(reading).toMatchObject({
      changes: [
        {
          operation: 'deleted',
          entity: 'stock',
          key: 'f1|berlin',
          before: { filmId: 'f1', store: 'berlin', quantity: 3 },
        },
      ],
    });
  });

  test.each([
    { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
  ])('a deletion by TTL is marked expired (%o)', (userIdentity) => {
    expect(read(9, { before: filmItem('f1'), userIdentity })).toMatchObject({ changes: [{ cause: 'expired' }] });
  });

  test('an update that changes nothing visible is suppressed', () => {
    const reading = read(8, {
      before: filmItem('f1', { shelf: { S: 'A' } }),
      after: filmItem('f1', { shelf: { S: 'B' } }),
    });

    expect(reading).toEqual({ status: 'suppressed', entity: 'film' });
  });

  test('the sequence number of a newer stream wins over a higher one of an older stream', () => {
    const older = streamRecord(9_999, { after: filmItem('f1') });
    const newer = {
      ...streamRecord(1, { after: filmItem('f1') }),
      eventSourceARN: STREAM_ARN.replace('2026-11-01', '2026-11-02'),
    };
    const reader = new StreamRecordReader(shop);

    const positions = [reader.read(older), reader.read(newer)].map((reading) => {
      const change = reading.status === 'changes' ? reading.changes[0] : undefined;
      return change && !isRead(change) ? change.position : '';
    });

    expect(positions[0] && positions[1] && positions[0] < positions[1]).toBe(true);
  });
});

describe('what does not fit', () => {
  test.each([
    ['a null title', { title: { NULL: true } }, '/title', 'film f1: /title must be string'],
    ['an empty title', { title: { S: '' } }, '/title', 'film f1: /title must not have fewer than 1 characters'],
    [
      'a date in the wrong century',
      { releaseDate: { S: '2046-01-01' } },
      '/releaseDate',
      'must not be after 2011-12-31',
    ],
    ['a date that is none', { releaseDate: { S: 'soon' } }, '/releaseDate', 'is no day of ISO 8601'],
    ['a price of three decimals', { price: { N: '9.999' } }, '/price', 'must be a decimal of at most 10 digits'],
    ['an integer with a fraction', { imdbVotes: { N: '1.5' } }, '/imdbVotes', 'must be integer'],
  ])('%s is rejected with record and field', (_, attributes, field, message) => {
    const reading = read(1, { after: filmItem('f1', attributes) });

    expect(reading).toMatchObject({
      status: 'rejected',
      entity: 'film',
      key: 'f1',
      reason: { code: 'HW_ROW_INVALID', field },
    });
    expect(reading.status === 'rejected' && reading.reason.message).toContain(message);
  });

  test('a reason never quotes the value', () => {
    const reading = read(1, { after: filmItem('f1', { releaseDate: { S: 'my secret' } }) });

    expect(JSON.stringify(reading)).not.toContain('secret');
  });

  test('a missing field is named', () => {
    const { title: _, ...untitled } = filmItem('f1');

    expect(read(1, { after: untitled })).toMatchObject({ reason: { message: 'film f1: /title is missing' } });
  });

  test('an item no entity recognises is rejected with its key', () => {
    const reading = read(1, { after: { pk: { S: 'CUSTOMER#1' }, sk: { S: 'PROFILE' } } });

    expect(reading).toMatchObject({
      status: 'rejected',
      key: 'CUSTOMER#1|PROFILE',
      reason: { code: 'HW_ENTITY_UNKNOWN' },
    });
  });

  test('a lenient table ignores it', () => {
    const reader = new StreamRecordReader({ ...shop, unknownItems: 'ignore' });

    expect(reader.read(streamRecord(1, { after: { pk: { S: 'CUSTOMER#1' }, sk: { S: 'PROFILE' } } }))).toEqual({
      status: 'ignored',
    });
  });

  test('a row that is mended begins its life downstream: it is created', () => {
    const reading = read(2, { before: filmItem('f1', { title: { NULL: true } }), after: filmItem('f1') });

    // Stores may hold the row from before it was spoiled: who filters must be told.
    expect(reading).toMatchObject({ changes: [{ operation: 'created', beforeRejected: true }] });
    expect(JSON.stringify(read(1, { after: filmItem('f1') }))).not.toContain('beforeRejected');
  });

  test('a row that did not fit is still deleted, without its values', () => {
    expect(read(2, { before: filmItem('f1', { title: { NULL: true } }) })).toMatchObject({
      changes: [{ operation: 'deleted', key: 'f1', before: {}, beforeRejected: true }],
    });
  });

  test.each([
    [
      'no images',
      { dynamodb: { SequenceNumber: '1', ApproximateCreationDateTime: 1 } },
      'neither NewImage nor OldImage',
    ],
    [
      'no sequence number',
      { dynamodb: { ApproximateCreationDateTime: 1, NewImage: filmItem('f1') } },
      'SequenceNumber',
    ],
  ])('a record with %s is malformed', (_, parts, problem) => {
    const reading = new StreamRecordReader(shop).read({ eventID: 'e1', eventSourceARN: STREAM_ARN, ...parts });

    expect(reading).toMatchObject({ status: 'rejected', reason: { code: 'HW_RECORD_MALFORMED' } });
    expect(reading.status === 'rejected' && reading.reason.message).toContain(problem);
  });
});

test('numeric titles become their text, and undeclared attributes are dropped and counted', () => {
  const reader = new StreamRecordReader(shop);

  const reading = reader.read(streamRecord(1, { after: filmItem('f1', { title: { N: '300' }, shelf: { S: 'A' } }) }));

  expect(reading).toMatchObject({ changes: [{ after: { title: '300' } }] });
  expect(reader.takeDropped()).toEqual({ 'film.shelf': 1 });
  expect(reader.takeDropped()).toEqual({});
});

test('an item that turns into another entity and does not fit it is rejected, and still leaves the first', () => {
  const reading = read(7, {
    before: filmItem('f1'),
    after: { ...filmItem('f1'), sk: { S: 'STOCK#berlin' }, quantity: { S: 'many' } },
  });

  expect(reading).toMatchObject({
    status: 'rejected',
    entity: 'stock',
    left: { id: 'event-7-left', operation: 'deleted', entity: 'film', key: 'f1' },
  });
});

test('an item that turns from one entity into another leaves the first and enters the second', () => {
  const order = defineEntity({
    name: 'order',
    recognise: { attribute: 'type', equals: 'order' },
    fields: { total: integer() },
  });
  const note = defineEntity({
    name: 'note',
    recognise: { attribute: 'type', equals: 'note' },
    fields: { words: keyword(), more: json() },
  });
  const table = { name: 'mixed', partitionKey: { name: 'pk', type: 'string' }, entities: [order, note] } as const;
  const before = { pk: { S: '1' }, type: { S: 'order' }, total: { N: '3' } };
  const after = { pk: { S: '1' }, type: { S: 'note' }, words: { S: 'hm' }, more: { M: { deep: { L: [{ N: '1' }] } } } };

  const reading = new StreamRecordReader(table).read(streamRecord(1, { before, after }));

  expect(reading).toMatchObject({
    changes: [
      { operation: 'deleted', entity: 'order', key: '1', before: { total: 3 } },
      { operation: 'created', entity: 'note', key: '1', after: { words: 'hm', more: { deep: [1] } } },
    ],
  });
});

describe('an item that turns from a known entity into one that nobody knows', () => {
  const before = { pk: { S: '1' }, type: { S: 'order' }, total: { N: '3' } };
  const after = { ...before, type: { S: 'voucher' } };
  const order = defineEntity({
    name: 'order',
    recognise: { attribute: 'type', equals: 'order' },
    fields: { total: integer() },
  });
  const table = { name: 'mixed', partitionKey: { name: 'pk', type: 'string' }, entities: [order] } as const;
  const left = { operation: 'deleted', entity: 'order', key: '1', id: 'event-1-left', before: { total: 3 } };

  test('leaves the first, and is rejected', () => {
    const reading = new StreamRecordReader(table).read(streamRecord(1, { before, after }));

    expect(reading).toMatchObject({ status: 'rejected', key: '1', reason: { code: 'HW_ENTITY_UNKNOWN' }, left });
  });

  test('leaves the first, and a lenient table ignores what it is now', () => {
    const reader = new StreamRecordReader({ ...table, unknownItems: 'ignore' });

    expect(reader.read(streamRecord(1, { before, after }))).toMatchObject({ status: 'ignored', left });
  });
});
