/** The table that items of a file come from, where nobody describes it: its keys are told, or guessed. */
import type { AttributeValue } from '../../shared/adapters/dynamodb/attribute-value.ts';
import type { KeyAttribute } from '../../shared/domain/definition/headwater.ts';
import { own } from '../../shared/domain/own.ts';
import { OperationError } from '../operation-error.ts';
import { isKeyName } from './index-keys.ts';
import type { Item, SampledTable } from './sampled-table.ts';

export interface ToldKeys {
  readonly partitionKey?: string | undefined;
  readonly sortKey?: string | undefined;
}

const PARTITION_NAMES = /^_*(pk|partition_?key|hash_?key|hk|id|.*_?id)$/i;
const SORT_NAMES = /^_*(sk|rk|sort_?key|range_?key)$/i;

/** @throws OperationError where no attribute of all items can be the key */
export function tableOfItems(name: string, items: readonly Item[], told: ToldKeys): SampledTable {
  if (items.length === 0) {
    throw new OperationError('The file holds no items.', 'Give a file with an item on each line.');
  }
  const partitionKey = told.partitionKey ?? guessedPartitionKey(items);
  if (partitionKey === undefined) {
    throw new OperationError(
      'No attribute stands in every item of the file.',
      'Name the key: --partition-key <attribute>',
    );
  }
  const sortKey = told.sortKey ?? (told.partitionKey === undefined ? guessedSortKey(items, partitionKey) : undefined);
  const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  const [first, second] = keys.map((key) => keyOf(items, key));
  if (!first) throw new Error('a table has a partition key');
  const guess = `Doubt: the keys were guessed from a file. --partition-key and --sort-key name them.`;
  const attributes = new Set(items.flatMap((item) => Object.keys(item)));
  return {
    name,
    partitionKey: first,
    ...(second && { sortKey: second }),
    indexKeys: [...attributes].filter((one) => isKeyName(one) && !keys.includes(one)),
    doubts: told.partitionKey === undefined ? [guess] : [],
  };
}

function keyOf(items: readonly Item[], name: string): KeyAttribute {
  const values = items.map((item) => own(item, name));
  const type = ({ S: 'string', N: 'number', B: 'binary' } as const)[typeIn(values[0]) ?? 'S'];
  if (!values.every((value) => typeIn(value) === typeIn(values[0]) && value !== undefined)) {
    throw new OperationError(
      `Not every item has the key ${JSON.stringify(name)}.`,
      "Name the table's keys: --partition-key, --sort-key",
    );
  }
  return { name, type };
}

function typeIn(value: AttributeValue | undefined): 'S' | 'N' | 'B' | undefined {
  return (['S', 'N', 'B'] as const).find((type) => value?.[type] !== undefined);
}

/** Attributes that every item has, and that can be a key. */
function candidates(items: readonly Item[]): readonly string[] {
  const [first = {}] = items;
  return Object.keys(first).filter((name) => items.every((item) => typeIn(own(item, name)) !== undefined));
}

function guessedPartitionKey(items: readonly Item[]): string | undefined {
  const all = candidates(items);
  const distinct = (name: string): number => new Set(items.map((item) => textOf(item, name))).size;
  const named = all.filter((name) => PARTITION_NAMES.test(name)).toSorted((a, b) => rank(a) - rank(b));
  return named[0] ?? all.toSorted((a, b) => distinct(b) - distinct(a))[0];
}

function rank(name: string): number {
  return /pk|partition|hash/i.test(name) ? 0 : name.toLowerCase() === 'id' ? 1 : 2;
}

function guessedSortKey(items: readonly Item[], partitionKey: string): string | undefined {
  const all = candidates(items).filter((name) => name !== partitionKey);
  const named = all.find((name) => SORT_NAMES.test(name));
  if (named !== undefined || isUnique(items, [partitionKey])) return named;
  return all.find((name) => isUnique(items, [partitionKey, name]));
}

function isUnique(items: readonly Item[], keys: readonly string[]): boolean {
  return new Set(items.map((item) => JSON.stringify(keys.map((key) => textOf(item, key))))).size === items.length;
}

function textOf(item: Item, name: string): string {
  const { S, N, B } = own(item, name) ?? {};
  return S ?? N ?? (typeof B === 'string' ? B : '');
}
