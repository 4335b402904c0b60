/** The table that items of a file come from, where nobody describes it: its keys are told, or guessed. */
import type { AttributeValue } from '../../shared/adapters/dynamodb/attribute-value.ts';
import type { KeyAttribute } from '../../shared/domain/definition/headwater.ts';
import { own } from '../../shared/domain/own.ts';
import { OperationError } from '../operation-error.ts';
import { readSpelling } from '../../shared/domain/time/moment.ts';
import { isTimeName } from './epoch.ts';
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
  const names = keys.map((key) => JSON.stringify(key)).join(' and ');
  const ground = isUnique(items, keys)
    ? 'no two items share'
    : 'no attributes tell all items apart, and theirs are the likeliest names:';
  const guess = `Doubt: the keys were guessed from a file: ${ground} ${names}. --partition-key and --sort-key name them.`;
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

/**
 * First by name (pk, partitionKey, id). Else what could be one: no time and no measure, which nobody asks an item by, and
 * texts before numbers. Of these the first that is each item's own, by name or by place; else the first that is not.
 */
function guessedPartitionKey(items: readonly Item[]): string | undefined {
  const all = candidates(items);
  const named = all.filter((name) => PARTITION_NAMES.test(name)).toSorted((a, b) => rank(a) - rank(b));
  if (named[0] !== undefined) return named[0];
  const asked = all.filter((name) => !isTime(items, name) && !isMeasure(items, name));
  const texts = asked.filter((name) => items.every((item) => own(item, name)?.S !== undefined));
  const wanted = [...texts, ...asked.filter((name) => !texts.includes(name))];
  const unique = wanted.find((name) => isUnique(items, [name]));
  const [first] = wanted;
  // What stands first is the key with a time beside it, more often than a later text that happens to be unique.
  const withTime = all.some((name) => first !== undefined && isTime(items, name) && isUnique(items, [first, name]));
  return (withTime && first !== undefined && !isUnique(items, [first]) ? first : unique) ?? first ?? all[0];
}

function rank(name: string): number {
  return /pk|partition|hash/i.test(name) ? 0 : name.toLowerCase() === 'id' ? 1 : 2;
}

/** What makes items their own beside the partition key: by name, else an id or a time, else whatever does. */
function guessedSortKey(items: readonly Item[], partitionKey: string): string | undefined {
  const all = candidates(items).filter((name) => name !== partitionKey);
  const named = all.find((name) => SORT_NAMES.test(name));
  if (named !== undefined || isUnique(items, [partitionKey])) return named;
  const own = all.filter((name) => isUnique(items, [partitionKey, name]));
  return own.find((name) => PARTITION_NAMES.test(name)) ?? own.find((name) => isTime(items, name)) ?? own[0];
}

function isTime(items: readonly Item[], name: string): boolean {
  const texts = items.map((item) => textOf(item, name));
  return isTimeName(name) || texts.every((text) => /^\d{4}-\d\d/.test(text) && readSpelling(text) !== undefined);
}

/** A number with a fraction, or below zero. */
function isMeasure(items: readonly Item[], name: string): boolean {
  return items.some((item) => /[.-]/.test(own(item, name)?.N ?? ''));
}

function isUnique(items: readonly Item[], keys: readonly string[]): boolean {
  return new Set(items.map((item) => JSON.stringify(keys.map((key) => textOf(item, key))))).size === items.length;
}

function textOf(item: Item, name: string): string {
  const { S, N, B } = own(item, name) ?? {};
  return S ?? N ?? (typeof B === 'string' ? B : '');
}
