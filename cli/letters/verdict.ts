import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import { StreamRecordReader, type StreamRecord } from '../../shared/adapters/dynamodb/stream-record.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { readEvent } from '../../shared/runtime/delivered-event.ts';
import { recordIn, setAsideIn } from './letter-content.ts';
import type { FullLetter } from './letter.ts';

/** What a redrive of a letter comes to. */
export type Verdict =
  | { readonly kind: 'send'; readonly queueUrl: string }
  | { readonly kind: 'normalize'; readonly records: readonly StreamRecord[]; readonly table: string }
  /** The item was written again since and fits now: that write's own record has been published. Nothing is left to send. */
  | { readonly kind: 'superseded' }
  /** Sent, it would come back at once. */
  | { readonly kind: 'stays'; readonly why: string };

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
    options.tables.map((table) => [table.name, { reader: new StreamRecordReader(table), read: rowReader(table) }]),
  );
  return async ({ source, body, sentAt, id }) => {
    switch (source.kind) {
      case 'dlq':
      case 'rule-dlq': {
        const event = readEvent(body);
        if (event.status === 'malformed') return { kind: 'stays', why: `no event of ours: ${event.problem}` };
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
  const whole = record.dynamodb?.NewImage ?? record.dynamodb?.OldImage;
  if (!whole) return judgeReduced(record, table);
  const reading = table.reader.read(record);
  if (reading.status !== 'rejected') return { kind: 'normalize', records: [record], table: table.name };
  const item = await table.current();
  // This record's image does not fit and the item does, or is gone: it was written again, and that has its own record.
  if (!item || table.read(item, 0).status === 'row') return { kind: 'superseded' };
  return { kind: 'stays', why: `still rejected: ${reading.reason.message}` };
}

/**
 * The images were too large for a message: the item is read again. Under the old record's position it is stale wherever
 * a later write has arrived, and right where none has.
 */
async function judgeReduced(record: StreamRecord, table: TableReaders): Promise<Verdict> {
  const NewImage = await table.current();
  if (!NewImage) return { kind: 'superseded' };
  if (record.dynamodb?.SequenceNumber === undefined) {
    return { kind: 'stays', why: 'a backfill read it: correct the item, or backfill again, and discard the letter' };
  }
  const { ApproximateCreationDateTime = Math.floor(table.sentAt / 1000), ...dynamodb } = record.dynamodb ?? {};
  const completed = { ...record, dynamodb: { ...dynamodb, ApproximateCreationDateTime, NewImage } };
  const reading = table.reader.read(completed);
  return reading.status === 'rejected'
    ? { kind: 'stays', why: `still rejected: ${reading.reason.message}` }
    : { kind: 'normalize', records: [completed], table: table.name };
}
