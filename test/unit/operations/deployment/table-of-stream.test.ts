import { expect, test } from 'vitest';
import { tableOfStream } from '../../../../operations/deployment/table-of-stream.ts';

const arn = (table: string, label: string) => `arn:aws:dynamodb:eu-west-1:0:table/${table}/stream/${label}`;
const table = (name: string) => ({
  name,
  physicalName: name,
  tableArn: `arn:aws:dynamodb:eu-west-1:0:table/${name}`,
  streamArn: arn(name, '2026-11-01T09:00:00.000'),
  entities: [],
});
const tables = [table('shop-2'), table('shop')];

test.each([
  ['its stream', arn('shop', '2026-11-01T09:00:00.000'), 'shop'],
  ['a stream that it had before', arn('shop', '2025-01-01T00:00:00.000'), 'shop'],
  ['the stream of a table with a longer name', arn('shop-2', '2026-11-01T09:00:00.000'), 'shop-2'],
  ['the stream of another table', arn('stock', '2026-11-01T09:00:00.000'), undefined],
  ['nothing', '', undefined],
])('a table is found by %s', (_, streamArn, name) => {
  expect(tableOfStream(tables, streamArn)).toBe(name);
});
