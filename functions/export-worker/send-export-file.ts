import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { linesOf } from '../../shared/adapters/disk/lines.ts';
import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import type { SourceRow } from '../../shared/ports/item-source.ts';
import type { FileCounts } from './export-event.ts';
import { sendRows, type RowSending } from '../../shared/runtime/send-rows.ts';

/** A part of an export's file that one invocation sends. */
export interface FilePart {
  /** The file's bytes: gzip of one `{"Item": {...}}` a line (developer guide: DynamoDB table export output format). */
  readonly file: Readable;
  readonly name: string;
  /** What was done of it before. */
  readonly before: FileCounts;
  /** As the manifest counts them. */
  readonly items: number;
  /** The export's point in time, epoch milliseconds: each row is as it was then. */
  readonly readAt: number;
}

export interface FileSending extends RowSending {
  readonly read: (item: Item, readAt: number) => SourceRow;
}

/** What is done of the file now. */
export interface SentPart extends FileCounts {
  /** The time was over: the next invocation goes on behind what was read. */
  readonly more: boolean;
}

/** Rows that are converted, packed and sent together: a few hundred KB. */
const BATCH = 1_000;
/** Nothing is begun in the last minute: a batch has time to be accepted. */
const RESERVE_MS = 60_000;

/**
 * Sends a file's rows from where the last invocation ended, as far as the time allows. A batch counts once all of it was
 * accepted.
 *
 * @throws Error when the file is no such export, or holds fewer or more items than its manifest says
 */
export async function sendExportFile(part: FilePart, sending: FileSending): Promise<SentPart> {
  const total = { ...part.before };
  let rows: SourceRow[] = [];
  let line = 0;
  const flush = async (): Promise<void> => {
    const { sent, rejected } = await sendRows(rows, sending);
    total.read += rows.length;
    total.sent += sent;
    total.rejected += rejected;
    rows = [];
  };
  for await (const text of linesOf(unzipped(part.file))) {
    line += 1;
    if (line <= part.before.read) continue;
    rows.push(sending.read(itemIn(text, part.name, line), part.readAt));
    if (rows.length < BATCH) continue;
    await flush();
    if (sending.timeLeft() < RESERVE_MS && line < part.items) return { ...total, more: true };
  }
  await flush();
  if (line !== part.items) {
    throw new Error(`${part.name} holds ${line} items, its manifest says ${part.items}: export the table again`);
  }
  return { ...total, more: false };
}

function unzipped(file: Readable): AsyncIterable<Buffer> {
  const text = createGunzip();
  file.on('error', (error) => text.destroy(error));
  return file.pipe(text);
}

function itemIn(text: string, name: string, line: number): Item {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'object' && parsed !== null && 'Item' in parsed) return parsed.Item as Item;
  throw new Error(`${name}, line ${line}: it is no {"Item": ...}: export the table as DYNAMODB_JSON`);
}
