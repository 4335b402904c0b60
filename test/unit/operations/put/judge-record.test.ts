import { describe, expect, test } from 'vitest';
import { recordJudge } from '../../../../shared/adapters/dynamodb/judge-record.ts';
import type { Entity } from '../../../../shared/domain/definition/entity.ts';
import { parseWritten } from '../../../../shared/domain/row/written.ts';
import { customer, line, order, shop, table } from './shop.ts';

const { judge } = shop();
const ORDER = '"id":"7","total":1,"placed":"2026-11-30T12:00:00Z"';

function itemOf(entity: Entity, json: string): unknown {
  const judged = judge(entity, parseWritten(json));
  return judged.status === 'row' ? judged.item : judged.reason.message;
}

describe('the item of a record', () => {
  test('has its key from the templates, its fields under their own names, decimals to the last digit', () => {
    const json = '{"id":"7","total":123456789012345678.10,"placed":"2026-11-30T12:00:00.5Z","home":{"zip":"75001"}}';

    expect(itemOf(order, json)).toEqual({
      pk: { S: 'ORDER#7' },
      sk: { S: 'ORDER' },
      'grand-total': { N: '123456789012345678.1' },
      placed: { N: '1796040000.5' },
      '@home': { M: { 'post.code': { S: '75001' } } },
    });
  });

  test.each([
    ['"2026-07-01T10:00:00+02:00"', '2026-07-01T10:00:00'],
    ['"2026-07-01 10:00:00"', '2026-07-01 10:00:00'],
    // The hour that clocks show twice: without its offset it would be the earlier one.
    ['"2026-10-25T02:30:00+01:00"', '2026-10-25T02:30:00+01:00'],
    ['"2026-07-01T10:00:00+05:30"', '2026-07-01T10:00:00+05:30'],
  ])('spells a local time as its writers do: %s', (opens, stored) => {
    expect(itemOf(order, `{${ORDER},"opens":${opens}}`)).toMatchObject({ opens: { S: stored } });
  });

  test('has the TTL as a number of seconds, whichever way it is written', () => {
    for (const expires of ['"2027-01-01T00:00:00Z"', '1798761600']) {
      expect(itemOf(order, `{${ORDER},"expires":${expires}}`)).toMatchObject({ ttl: { N: '1798761600' } });
    }
  });

  test('has the attribute that tells the entity, and the keys that no field is read from', () => {
    expect(itemOf(customer, '{"pk":"C1","sk":"profile","name":"Ada","ttl":1798761600}')).toEqual({
      pk: { S: 'C1' },
      sk: { S: 'profile' },
      kind: { S: 'customer' },
      name: { S: 'Ada' },
      ttl: { N: '1798761600' },
    });
  });
});

describe('a record is refused, with its field and the reason:', () => {
  test.each<[string, Entity, string, RegExp]>([
    ['a misspelt field', order, `{${ORDER},"totl":2}`, /\/totl is not declared. Did you mean "total"\?/],
    ['one inside an object', order, `{${ORDER},"home":{"zip":"1","zap":1}}`, /\/home\/zap is not declared/],
    ['a missing part of the key', line, '{"id":"7"}', /\/number is missing: it is a part of the key/],
    ['an empty one', order, `{${ORDER.replace('"7"', '""')}}`, /\/id is empty/],
    ['a missing key attribute', customer, '{"pk":"C1","name":"Ada"}', /\/sk is missing: it is the table's key/],
    ['an empty key', customer, '{"pk":"","sk":"x","name":"Ada"}', /\/pk is empty: a key holds something/],
    [
      'too long a key',
      order,
      `{${ORDER.replace('7', '7'.repeat(2050))}}`,
      /2056 bytes, and a partition key takes 2048/,
    ],
    ['a field of the wrong kind', order, `{${ORDER.replace('1,', '"x",')}}`, /\/total must be .*grand-total/],
    ['too many digits', order, `{${ORDER.replace('1,', `0.${'1'.repeat(39)},`)}}`, /39 digits, and DynamoDB takes 38/],
    ['too large a number', order, `{${ORDER.replace('1,', '1e126,')}}`, /beyond the numbers that DynamoDB takes/],
    ['too large an item', line, `{"id":"7","number":1,"note":"${'x'.repeat(410_000)}"}`, /bytes, names included/],
    ['no object', order, '[1]', /is no JSON object/],
  ])('%s', (_, entity, json, reason) => {
    expect(itemOf(entity, json)).toMatch(reason);
  });

  test('what would be read as another entity', () => {
    const wide = { ...order, name: 'wide', recognise: { pk: 'ORDER#{id}' } } as const;
    const two = recordJudge({ ...table, entities: [wide, line] });
    const judged = two(wide, parseWritten(`{${ORDER},"sk":"LINE#3"}`));

    expect(judged).toMatchObject({ reason: { field: '/id', message: /its item would be recognised as line/ } });
  });

  test('a key that would be read with other parts', () => {
    const pair = { ...order, name: 'pair', recognise: { pk: '{id}#{total}', sk: 'PAIR' } } as const;
    const judged = recordJudge({ ...table, entities: [pair] })(pair, parseWritten(`{${ORDER.replace('7', '7#8')}}`));

    expect(judged).toMatchObject({ status: 'rejected', reason: { field: '/id', message: /delimits the parts/ } });
  });
});
