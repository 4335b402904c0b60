import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import type { Redaction } from '../../shared/adapters/dynamodb/redacted-record.ts';
import { StreamRecordReader, type StreamRecord } from '../../shared/adapters/dynamodb/stream-record.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import { readEvent } from '../../shared/runtime/delivered-event.ts';
import { HIDDEN } from './hidden-keys.ts';
import { recordIn, setAsideIn } from './letter-content.ts';
import type { FullLetter } from './letter.ts';

/** What a redrive of a letter comes to. */
export type Verdict =
  | { readonly kind: 'send'; readonly queueUrl: string }
  | { readonly kind: 'normalize'; readonly records: readonly StreamRecord[]; readonly table: string }
  /** The letter names the item and holds nothing of it: the row as it is now goes to every consumer, as a repair. */
  | { readonly kind: 'repair'; readonly table: string; readonly item: Item; readonly readAt: number }
  /** The item was written again since and fits now: that write's own record has been published. Nothing is left to send. */
  | { readonly kind: 'superseded' }
  /** Nothing can be sent of it: `hint` says what to do, where it is not to mend what the letter names. */
  | { readonly kind: 'stays'; readonly why: string; readonly hint?: string };

export interface JudgeOptions {
  readonly tables: readonly TableDefinition[];
  /** Logical name of the table that has this stream. */
  readonly tableOfStream: (streamArn: string) => string | undefined;
  /** The item as the table has it now, read consistently. */
  readonly currentItem: (table: string, key: Item) => Promise<Item | undefined>;
}

export type Judge = (letter: FullLetter) => Promise<Verdict>;

/** Judges letters by this definition. One that is not deployed yet judges too well; what is then rejected comes back. */
export function createJudge(options: JudgeOptions): Judge {
  const tables = new Map(
    options.tables.map((table) => [
      table.name,
      { reader: new StreamRecordReader(table, HIDDEN), read: rowReader(table, HIDDEN) },
    ]),
  );
  return async ({ source, body, sentAt, id }) => {
    switch (source.kind) {
      case 'dlq':
      case 'rule-dlq': {
        const event = readEvent(body);
        if (event.status === 'malformed') return { kind: 'stays', why: `no event of ours: ${event.problem}` };
        const [fault] = event.faults;
        // Sent again, it would only come back.
        if (fault && event.changes.length === 0) return { kind: 'stays', why: `no change of ours: ${fault.problem}` };
        return { kind: 'send', queueUrl: source.bufferUrl };
      }
      case 'stream-failures': {
        const { records = [], streamArn = '' } = setAsideIn(body) ?? {};
        const table = options.tableOfStream(streamArn);
        if (records.length === 0) return { kind: 'stays', why: 'it carries no stream records' };
        return table === undefined
          ? { kind: 'stays', why: 'its stream is none of this deployment' }
          : { kind: 'normalize', records, table };
      }
      case 'rejected': {
        const table = tables.get(source.table);
        const record = recordIn(body);
        if (!table || !record?.dynamodb?.Keys) return { kind: 'stays', why: `message ${id} holds no stream record` };
        const current = (): Promise<Item | undefined> => options.currentItem(source.table, record.dynamodb?.Keys ?? {});
        return judgeRecord(record, { ...table, name: source.table, current, sentAt });
      }
    }
  };
}

interface TableReaders {
  readonly name: string;
  readonly reader: StreamRecordReader;
  readonly read: ReturnType<typeof rowReader>;
  readonly current: () => Promise<Item | undefined>;
  readonly sentAt: number;
}

async function judgeRecord(record: StreamRecord, table: TableReaders): Promise<Verdict> {
  if (record.redacted) return judgeRedacted(record.redacted, record, table);
  const whole = record.dynamodb?.NewImage ?? record.dynamodb?.OldImage;
  if (!whole) return judgeReduced(record, table);
  const reading = table.reader.read(record);
  if (reading.status !== 'rejected') return { kind: 'normalize', records: [record], table: table.name };
  const item = await table.current();
  // This record's image does not fit and the item does, or is gone: it was written again, and that has its own record.
  if (!item || table.read(item, 0).status === 'row') return { kind: 'superseded' };
  return { kind: 'stays', why: `still rejected: ${reading.reason.message}` };
}

const HASHED_KEY: Verdict = {
  kind: 'stays',
  why: 'its key is hashed: the letter does not say which item it is',
  hint: 'its key is hashed. Correct the item, which publishes it, or repair the entity; then discard the letter',
};

/** Stores hold a row that changed within the margin for newer than a read (domain/change/precedence.ts): the repair would be stale there. */
const TOO_YOUNG: Verdict = {
  kind: 'stays',
  why: 'written within the margin that a read must be younger by',
  hint: `written less than ${DEFAULT_MARGIN_MS / 1000} s ago. Redrive it after that`,
};

/**
 * Whether the item was written since, the letter cannot tell: its images were left out. Under the old position the present row would be
 * news to consumers with side effects, and stand in the history at the wrong time. So it is sent as what it is, a row that was read.
 */
async function judgeRedacted(redacted: Redaction, record: StreamRecord, table: TableReaders): Promise<Verdict> {
  if (redacted === 'images and keys') return HASHED_KEY;
  const readAt = Date.now();
  const item = await table.current();
  const source = item && table.read(item, readAt);
  if (!source || source.status === 'ignored') return { kind: 'superseded' };
  if (source.status === 'rejected') return { kind: 'stays', why: `still rejected: ${source.reason.message}` };
  const { ApproximateCreationDateTime: seconds = table.sentAt / 1000 } = record.dynamodb ?? {};
  return readAt - seconds * 1000 <= DEFAULT_MARGIN_MS ? TOO_YOUNG : { kind: 'repair', table: table.name, item, readAt };
}

/**
 * The images were too large for a message: the item is read again. Under the old record's position it is stale wherever
 * a later write has arrived, and right where none has.
 */
async function judgeReduced(record: StreamRecord, table: TableReaders): Promise<Verdict> {
  const NewImage = await table.current();
  if (!NewImage) return { kind: 'superseded' };
  const { ApproximateCreationDateTime = Math.floor(table.sentAt / 1000), ...dynamodb } = record.dynamodb ?? {};
  const completed = { ...record, dynamodb: { ...dynamodb, ApproximateCreationDateTime, NewImage } };
  const reading = table.reader.read(completed);
  return reading.status === 'rejected'
    ? { kind: 'stays', why: `still rejected: ${reading.reason.message}` }
    : { kind: 'normalize', records: [completed], table: table.name };
}
