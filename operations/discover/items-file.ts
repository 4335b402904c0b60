/** Items in a file: DynamoDB JSON, one a line, as an export to S3 has them (`{"Item":{...}}`, also gzipped). */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { linesOf } from '../../shared/adapters/disk/lines.ts';
import { OperationError } from '../operation-error.ts';

export interface ItemsInFile {
  readonly items: readonly Item[];
  /** Lines that held an item. */
  readonly lines: number;
}

/**
 * Of all items in the file as many as are wanted, each as likely as any other (reservoir sampling, Vitter's algorithm R); the
 * same file gives the same.
 */
export async function readItemsFile(file: string, wanted: number, signal?: AbortSignal): Promise<ItemsInFile> {
  const bytes = file.endsWith('.gz') ? unzipped(file, signal) : createReadStream(file, { signal });
  const items: Item[] = [];
  let [lines, number, random] = [0, 0, 1];
  for await (const text of linesOf(bytes)) {
    number += 1;
    // A byte order mark.
    const line = number === 1 ? text.replace(/^\uFEFF/, '') : text;
    if (line.trim() === '') continue;
    const item = itemOf(line, file, number);
    lines += 1;
    if (items.length < wanted) {
      items.push(item);
      continue;
    }
    // Lehmer's generator (Park and Miller 1988).
    random = (random * 48_271) % 2_147_483_647;
    const place = random % lines;
    if (place < wanted) items[place] = item;
  }
  return { items, lines };
}

/** @throws OperationError for a file that is none of gzip, or ends too early */
async function* unzipped(file: string, signal?: AbortSignal): AsyncIterable<Buffer> {
  const bytes = createReadStream(file, { signal });
  const unzip = createGunzip();
  bytes.on('error', (error) => unzip.destroy(error));
  try {
    yield* bytes.pipe(unzip) as AsyncIterable<Buffer>;
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || !String(cause.code).startsWith('Z_')) throw cause;
    const next = 'Fetch it again; a file that is not gzipped must not end with .gz.';
    throw new OperationError(`${file} cannot be unzipped: ${cause.message}`, next, { cause });
  }
}

/** The line is told by its number: what stands in it is somebody's. */
function itemOf(line: string, file: string, number: number): Item {
  const value = parsed(line);
  if (value === undefined) {
    const next = 'Each line must be a whole JSON object; `jq -c` writes it so.';
    throw new OperationError(`${file}, line ${number}: no JSON, or nested too deep`, next);
  }
  const item = isObject(value) && isObject(value['Item']) && !isAttribute(value['Item']) ? value['Item'] : value;
  if (isObject(item) && isItem(item)) return item as Item;
  throw new OperationError(
    `${file}, line ${number}: no item in DynamoDB JSON`,
    'A line looks like {"Item":{"pk":{"S":"..."}}}, or the same without Item. Of `aws dynamodb scan`: `jq -c .Items[]`.',
  );
}

/** @returns false also for what is nested deeper than the stack: DynamoDB takes 32 levels */
function isItem(item: Readonly<Record<string, unknown>>): boolean {
  try {
    return Object.values(item).every(isAttribute);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
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
const TYPES: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['S', (value) => typeof value === 'string'],
  ['N', (value) => typeof value === 'string'],
  ['B', (value) => typeof value === 'string'],
  ['BOOL', (value) => typeof value === 'boolean'],
  ['NULL', (value) => value === true],
  ['SS', isTexts],
  ['NS', isTexts],
  ['BS', isTexts],
  ['L', (value) => Array.isArray(value) && value.every(isAttribute)],
  ['M', (value) => isObject(value) && Object.values(value).every(isAttribute)],
]);

function isAttribute(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [only, ...others] = Object.entries(value);
  return only !== undefined && others.length === 0 && TYPES.get(only[0])?.(only[1]) === true;
}
