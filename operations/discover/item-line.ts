/** One line of a file as an item in DynamoDB JSON, or what is wrong with it. */
import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';

/** What is wrong; nothing of what stands in the line is told, for it is somebody's. */
export interface BadLine {
  readonly wrong: string;
  readonly next: string;
}

const WHOLE = 'Each line must be a whole JSON object; `jq -c .` writes it so.';
const FORM = 'A line looks like {"Item":{"pk":{"S":"..."}}}, or the same without Item.';
const OF_A_LIST = 'Items of a list a line each: `jq -c .[]`; those of `aws dynamodb scan`: `jq -c .Items[]`.';

const PRETTY =
  "Items a line each: `jq -c '.Items[]' scan.json > items.jsonl` for what `aws dynamodb scan` wrote, `jq -c .` for items.";
const CHANGES =
  "Export the table in full, or take the items after each change: `jq -c 'select(.NewImage) | {Item: .NewImage}'`.";

export function itemOfLine(line: string): Item | BadLine {
  const bad = (wrong: string, next: string): BadLine => ({ wrong, next });
  const value = parsed(line);
  if (value === undefined) {
    if (/^\s*[[{]\s*$/.test(line)) return bad('JSON over several lines', PRETTY);
    // What is no text has zeros, or bytes that are no UTF-8.
    const isText = !line.includes('\0') && !line.includes('\uFFFD');
    return isText
      ? bad('no JSON, or nested too deep', WHOLE)
      : bad('binary data, and no text', 'A file that is gzipped must end with .gz.');
  }
  if (Array.isArray(value)) return bad('an array, and no item', OF_A_LIST);
  if (!isObject(value)) return bad(`${value === null ? 'null' : `a ${typeof value}`}, and no item`, FORM);
  if (
    isObject(value['Keys']) &&
    (isObject(value['NewImage']) || isObject(value['OldImage']) || isObject(value['Metadata']))
  )
    return bad('a change of an incremental export, and no item', CHANGES);
  if (Array.isArray(value['Items'])) return bad('no item in DynamoDB JSON, but many items', OF_A_LIST);
  const item = isObject(value['Item']) && !isAttribute(value['Item']) ? value['Item'] : value;
  if (Object.keys(item).length === 0) return bad('an item without attributes', 'An item has its key at least.');
  const wrong = wrongIn(item);
  return wrong === undefined ? (item as Item) : bad(`no item in DynamoDB JSON: ${wrong}`, FORM);
}

export function isBadLine(one: Item | BadLine): one is BadLine {
  return typeof one['wrong'] === 'string';
}

/** @returns undefined when all is well. What is nested deeper than the stack is not: DynamoDB takes 32 levels. */
function wrongIn(item: Readonly<Record<string, unknown>>): string | undefined {
  try {
    const values = Object.values(item);
    const at = values.findIndex((value) => !isAttribute(value));
    return at < 0 ? undefined : `its attribute ${at + 1} is ${whatIs(values[at])}`;
  } catch (error) {
    if (error instanceof RangeError) return 'it is nested too deep';
    throw error;
  }
}

function whatIs(value: unknown): string {
  if (!isObject(value)) return 'a plain JSON value without a type such as {"S":"..."}';
  const names = Object.keys(value);
  if (names.length === 0) return 'without a type';
  const types = names.filter((name) => TYPES.has(name));
  if (types.length < names.length) return 'a plain JSON value without a type such as {"S":"..."}';
  if (types.length > 1) return `of ${types.length} types (${types.join(', ')})`;
  return `no value of its type (${types.join()})`;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string');
const isNumber = (value: unknown): boolean =>
  typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value);
const TYPES: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['S', (value) => typeof value === 'string'],
  ['N', isNumber],
  ['B', (value) => typeof value === 'string'],
  ['BOOL', (value) => typeof value === 'boolean'],
  ['NULL', (value) => value === true],
  ['SS', isTexts],
  ['NS', (value) => Array.isArray(value) && value.every(isNumber)],
  ['BS', isTexts],
  ['L', (value) => Array.isArray(value) && value.every(isAttribute)],
  ['M', (value) => isObject(value) && Object.values(value).every(isAttribute)],
]);

function isAttribute(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [only, ...others] = Object.entries(value);
  return only !== undefined && others.length === 0 && TYPES.get(only[0])?.(only[1]) === true;
}
