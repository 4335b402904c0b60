/** Items in a file: DynamoDB JSON, one a line, as an export to S3 has them (`{"Item":{...}}`, also gzipped). */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { linesOf } from '../../shared/adapters/disk/lines.ts';
import { isBadLine, itemOfLine, type BadLine } from './item-line.ts';
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
  const bad: NumberedLine[] = [];
  let [lines, number, random] = [0, 0, 1];
  for await (const text of linesOf(bytes)) {
    number += 1;
    // A byte order mark.
    const line = number === 1 ? text.replace(/^\uFEFF/, '') : text;
    if (line.trim() === '') continue;
    const item = itemOfLine(line);
    if (isBadLine(item)) {
      bad.push({ ...item, number });
      continue;
    }
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
  if (bad.length > 0) throw badLines(file, bad);
  return { items, lines };
}

interface NumberedLine extends BadLine {
  readonly number: number;
}

/** So many are named; the others are counted. */
const NAMED = 10;

function badLines(file: string, bad: readonly NumberedLine[]): OperationError {
  const [first] = bad;
  // The lines after an opening bracket are its own, and each would say the same.
  if (first?.wrong === 'JSON over several lines') return new OperationError(`${file}: ${first.wrong}.`, first.next);
  const next = [...new Set(bad.slice(0, NAMED).map((one) => one.next))].join(' ');
  if (first && bad.length === 1) return new OperationError(`${file}, line ${first.number}: ${first.wrong}`, next);
  const named = bad.slice(0, NAMED).map(({ number, wrong }) => `  line ${number}: ${wrong}`);
  const more = bad.length > NAMED ? [`  and ${bad.length - NAMED} more`] : [];
  return new OperationError([`${file}: ${bad.length} lines are no items.`, ...named, ...more].join('\n'), next);
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
