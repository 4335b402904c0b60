/** Keys that are whole attributes: each is a field, whatever it holds, and has a policy of its own or none. */
import { expect, test } from 'vitest';
import { reportOf, takesAll } from '../../operations/discover/discover-report.ts';
import { discover } from '../../operations/discover/discover.ts';

const DEVICES = {
  name: 'readings',
  partitionKey: { name: 'deviceId', type: 'number' },
  sortKey: { name: 'ts', type: 'number' },
  indexKeys: [],
} as const;

test('a key that is doubted personal does not take the other its use', () => {
  const items = Array.from({ length: 30 }, (_, at) => ({
    deviceId: { N: String(17 + (at % 5)) },
    ts: { N: String(1_700_000_000_000 + at * 1_000) },
    volts: { N: `3.${at}` },
  }));
  const { found, checked } = discover(DEVICES, items);

  expect(found.entities.map(({ policy }) => policy.map(({ path }) => path))).toEqual([['deviceId']]);
  expect(checked).toMatchObject({ unrecognised: 0, entities: [{ accepted: 30, rejected: 0 }] });
});

test.each(['q1', 'same', 'ORDER'])('a key that is always %s is a field', (text) => {
  const items = Array.from({ length: 20 }, (_, at) => ({ id: { S: text }, x: { N: String(at) }, y: { S: 'a' } }));
  const table = {
    ...DEVICES,
    partitionKey: { name: 'id', type: 'string' },
    sortKey: { name: 'x', type: 'number' },
  } as const;
  const alone = { name: 'a', partitionKey: { name: 'id', type: 'string' }, indexKeys: [] } as const;

  for (const one of [table, alone]) {
    const names = discover(one, items).found.entities.map(({ fields }) => fields.map(({ name }) => name));
    expect(names).toEqual([expect.arrayContaining(['id', 'x'])]);
  }
});

test('a sample of which one item is no entity\u2019s is not well', () => {
  const table = {
    ...DEVICES,
    partitionKey: { name: 'pk', type: 'string' },
    sortKey: { name: 'sk', type: 'string' },
  } as const;
  const orders = Array.from({ length: 20 }, (_, at) => ({
    pk: { S: `ORDER#${at}` },
    sk: { S: 'ORDER' },
    n: { N: '1' },
  }));
  const stray = { pk: { S: 'CONFIG' }, sk: { S: 'x' }, flags: { BOOL: true } };

  expect(takesAll(reportOf(discover(table, orders)))).toBe(true);
  expect(takesAll(reportOf(discover(table, [...orders, stray])))).toBe(false);
});
