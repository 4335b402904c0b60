import { isDeepStrictEqual } from 'node:util';
import { chunks } from '../../shared/domain/delivery/chunks.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { ItemWriter, JudgedRecord, JudgeRecord, StoredItem } from '../../shared/ports/item-writer.ts';
import type { ReadRecord } from './records.ts';
import { nextStep, type PutReport, type PutRow, type RejectedRecord } from './report.ts';

export interface PutPorts {
  readonly judge: JudgeRecord;
  readonly writer: ItemWriter;
}

export interface PutOptions {
  readonly entity: Entity;
  readonly dry: boolean;
  /** Rejects a record whose item is there already, instead of replacing it. */
  readonly onlyNew: boolean;
  /** Writes the others when some are rejected, instead of nothing. */
  readonly skipRejected: boolean;
  readonly signal?: AbortSignal | undefined;
}

interface Accepted extends PutRow {
  readonly item: StoredItem;
}

/** Writes in flight: as many as one person's records need. */
const PARALLEL = 8;

/**
 * Judges all records, looks which items are there, and then writes. Nothing is written when one is rejected, unless asked.
 * An item that is the same already is left as it is.
 *
 * @throws HeadwaterError HW_TABLE_THROTTLED
 */
export async function putRecords(
  records: readonly ReadRecord[],
  ports: PutPorts,
  options: PutOptions,
): Promise<PutReport> {
  const { entity, dry, skipRejected } = options;
  const judged = judgeAll(records, ports, entity);
  const { accepted, rejected } = await compare(judged, ports.writer, options);
  const writes = !dry && (rejected.length === 0 || skipRejected);
  const overtaken = writes ? await writeAll(accepted, ports.writer, options) : [];
  const rows = accepted.filter((row) => !overtaken.includes(row));
  return {
    dry,
    entity: entity.name,
    records: records.length,
    rows: rows.map(({ place, key, effect, loses }) => ({ place, key, effect, loses })),
    rejected: [...rejected, ...overtaken.map(({ place, key }) => thereAlready(entity, place, key))],
    written: writes ? rows.filter(({ effect }) => effect !== 'unchanged').length : 0,
  };
}

type Judged = { readonly place: string } & JudgedRecord;

function judgeAll(records: readonly ReadRecord[], { judge, writer }: PutPorts, entity: Entity): readonly Judged[] {
  const places = new Map<string, string>();
  return records.map(({ place, written, problem }): Judged => {
    if (written === undefined) return { place, ...refusal(`${entity.name}: the record ${problem ?? 'is no JSON'}`) };
    const judged = judge(entity, written);
    if (judged.status === 'rejected') return { place, ...judged };
    const name = writer.nameOf(judged.item);
    const earlier = places.get(name);
    places.set(name, place);
    if (earlier === undefined) return { place, ...judged };
    return { place, key: judged.key, ...refusal(`${entity.name} ${judged.key}: ${earlier} has the same key`) };
  });
}

function refusal(message: string): Extract<JudgedRecord, { status: 'rejected' }> {
  return { status: 'rejected', reason: { code: 'HW_ROW_INVALID', message } };
}

async function compare(
  judged: readonly Judged[],
  writer: ItemWriter,
  { entity, onlyNew }: PutOptions,
): Promise<{ readonly accepted: readonly Accepted[]; readonly rejected: readonly RejectedRecord[] }> {
  const items = judged.flatMap((one) => (one.status === 'row' ? [one.item] : []));
  const present = await writer.present(items);
  const accepted: Accepted[] = [];
  const rejected: RejectedRecord[] = [];
  for (const one of judged) {
    if (one.status === 'rejected') rejected.push(rejectedRecord(entity, one));
    else {
      const before = present.get(writer.nameOf(one.item));
      if (before && onlyNew) rejected.push(thereAlready(entity, one.place, one.key));
      else accepted.push({ place: one.place, key: one.key, item: one.item, ...effectOf(one.item, before) });
    }
  }
  return { accepted, rejected };
}

function effectOf(item: StoredItem, before: StoredItem | undefined): Pick<PutRow, 'effect' | 'loses'> {
  if (!before) return { effect: 'new', loses: [] };
  if (isDeepStrictEqual(before, item)) return { effect: 'unchanged', loses: [] };
  return { effect: 'replaced', loses: Object.keys(before).filter((name) => !Object.hasOwn(item, name)) };
}

function rejectedRecord(
  { name }: Entity,
  { place, key, reason }: Extract<Judged, { status: 'rejected' }>,
): RejectedRecord {
  const { message, field } = reason;
  return {
    place,
    entity: name,
    ...(key !== undefined && { key }),
    ...(field !== undefined && { field }),
    message,
    next: nextStep(name),
  };
}

function thereAlready({ name }: Entity, place: string, key: string): RejectedRecord {
  const next = `Without --new it is replaced; npx headwater get ${name} shows what is there.`;
  return { place, entity: name, key, message: `${name} ${key}: there is an item with this key already`, next };
}

/** @returns those that were not written, because an item came to be there in the meantime */
async function writeAll(
  accepted: readonly Accepted[],
  writer: ItemWriter,
  { onlyNew, signal }: PutOptions,
): Promise<readonly Accepted[]> {
  const overtaken: Accepted[] = [];
  const changing = accepted.filter(({ effect }) => effect !== 'unchanged');
  for (const run of chunks(changing, () => 0, { count: PARALLEL, bytes: Infinity })) {
    signal?.throwIfAborted();
    const outcomes = await Promise.all(run.map(({ item }) => writer.put(item, { onlyNew })));
    overtaken.push(...run.filter((_, index) => outcomes[index] === 'there'));
  }
  return overtaken;
}
