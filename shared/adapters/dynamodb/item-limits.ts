/** What DynamoDB takes (developer guide: "Quotas in Amazon DynamoDB", "Item sizes and formats"). */
import type { KeyAttribute, TableDefinition } from '../../domain/definition/headwater.ts';
import { own } from '../../domain/own.ts';
import type { RowFault } from '../../domain/row/row-faults.ts';
import { pointer } from './attribute-of.ts';
import type { AttributeValue, Item } from './attribute-value.ts';

const MOST_ITEM_BYTES = 400 * 1024;
const MOST_KEY_BYTES = { partition: 2048, sort: 1024 } as const;
const MOST_DIGITS = 38;
const DEEPEST = 32;

/** @returns the first reason why DynamoDB would refuse the item, in the item's own names; undefined when there is none */
export function beyondDynamoDb({ partitionKey, sortKey }: TableDefinition, item: Item): RowFault | undefined {
  const key = keyFault(item, partitionKey, 'partition') ?? (sortKey && keyFault(item, sortKey, 'sort'));
  if (key) return key;
  for (const [name, value] of Object.entries(item)) {
    const fault = valueFault(value, pointer('', name), 1);
    if (fault) return fault;
  }
  const bytes = sizeOf(item);
  if (bytes <= MOST_ITEM_BYTES) return undefined;
  return { field: '', problem: `has about ${bytes} bytes, names included, and DynamoDB takes ${MOST_ITEM_BYTES}` };
}

function keyFault(item: Item, { name }: KeyAttribute, kind: 'partition' | 'sort'): RowFault | undefined {
  const value = own(item, name) ?? {};
  const size = value.S === undefined && value.B === undefined ? 1 : bytesOf(value);
  if (size === 0) return { field: pointer('', name), problem: 'is empty: a key holds something' };
  if (size <= MOST_KEY_BYTES[kind]) return undefined;
  return {
    field: pointer('', name),
    problem: `has ${size} bytes, and a ${kind} key takes ${MOST_KEY_BYTES[kind]}: DynamoDB refuses it`,
  };
}

function valueFault(value: AttributeValue, at: string, depth: number): RowFault | undefined {
  if (depth > DEEPEST) return { field: at, problem: `lies deeper than the ${DEEPEST} levels that DynamoDB takes` };
  if (value.N !== undefined) return numberFault(value.N, at);
  if (value.S?.isWellFormed() === false)
    return { field: at, problem: 'holds half of a surrogate pair: UTF-8 has none' };
  const inner = value.M ? Object.entries(value.M) : Object.entries(value.L ?? []);
  for (const [name, one] of inner) {
    if (!name.isWellFormed()) return { field: at, problem: 'has a name with half of a surrogate pair: UTF-8 has none' };
    const fault = valueFault(one, pointer(at, name), depth + 1);
    if (fault) return fault;
  }
  return undefined;
}

/** @param decimal canonical (domain/decimal.ts) */
function numberFault(decimal: string, at: string): RowFault | undefined {
  if (decimal === '') return { field: at, problem: 'is a number with too large an exponent: DynamoDB refuses it' };
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  const digits = significantDigits(decimal);
  const exponent = whole === '0' ? -(fraction.length - fraction.replace(/^0+/, '').length) - 1 : whole.length - 1;
  if (digits === 0) return undefined;
  if (digits > MOST_DIGITS) {
    return {
      field: at,
      problem: `has ${digits} digits, and DynamoDB takes ${MOST_DIGITS}: write it as text, or shorter`,
    };
  }
  if (exponent >= -130 && exponent <= 125) return undefined;
  return { field: at, problem: 'is beyond the numbers that DynamoDB takes: 1E-130 to 9.99E+125' };
}

function significantDigits(decimal: string): number {
  return decimal.replaceAll(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length;
}

function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value), 0);
}

function bytesOf({ S: text, N: number, B: bytes, L: list, M: map }: AttributeValue): number {
  if (text !== undefined) return Buffer.byteLength(text);
  if (number !== undefined) return Math.ceil(significantDigits(number) / 2) + 2;
  if (bytes !== undefined) return typeof bytes === 'string' ? Buffer.byteLength(bytes, 'base64') : bytes.length;
  if (list) return list.reduce((sum, one) => sum + bytesOf(one) + 1, 3);
  return map ? sizeOf(map) + 3 + Object.keys(map).length : 1;
}
