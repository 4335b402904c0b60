import type { Change } from './change.ts';
import type { ReferringChange } from './claim.ts';
import type { Entity } from '../definition/entity.ts';
import { packedChange, type ChangeEvent, type DetailType } from './event.ts';
import type { Reason } from '../delivery/reason.ts';

/** EventBridge bills per 64 KB of an event (pricing page): a pack fills one such chunk. */
const PACK_BYTES = 64 * 1024;
/** An event's time is its oldest change's: packing more would blur what an archive range means. */
export const PACK_SOURCE_MILLISECONDS = 60_000;
/** Room for time (14 bytes), source and detail-type in the size EventBridge counts (user guide: Calculating event size). */
const ENVELOPE_BYTES = 512;

/** An entry must stay under 1 MB (EventBridge quotas), and the delivered message under SQS's 1 MiB. */
const EVENT_BYTES = 1_000_000;

/** An event with the changes it packs, in order. */
export interface PackedEvent {
  readonly event: ChangeEvent;
  /** `<entity>@<version>` */
  readonly schema: string;
  readonly changes: readonly Change[];
}

/**
 * Packs changes of one entity and one operation into events, up to 64 KB and 60 s of source time each, or
 * `changesPerEvent` of the entity. The order of a group's changes is kept.
 */
export function packChanges(
  source: string,
  entities: ReadonlyMap<string, Entity>,
  changes: readonly Change[],
): PackedEvent[] {
  const packs: PackedEvent[] = [];
  const open = new Map<DetailType, OpenPack>();
  for (const change of changes) {
    const detailType: DetailType = `${change.entity}.${change.operation}`;
    const text = queueSafe(JSON.stringify(packedChange(change)));
    const bytes = Buffer.byteLength(text) + 1;
    const at = Date.parse(change.at);
    let pack = open.get(detailType);
    if (pack && !hasRoom(pack, bytes, at)) {
      packs.push(closePack(pack));
      pack = undefined;
    }
    if (!pack) {
      const entity = entities.get(change.entity);
      const schema = `${change.entity}@${entity?.version ?? 1}`;
      pack = {
        source,
        detailType,
        schema,
        limit: entity?.changesPerEvent,
        texts: [],
        changes: [],
        bytes: 0,
        oldest: at,
        newest: at,
      };
      open.set(detailType, pack);
    }
    pack.texts.push(text);
    pack.changes.push(change);
    pack.bytes += bytes;
    pack.oldest = Math.min(pack.oldest, at);
    pack.newest = Math.max(pack.newest, at);
  }
  for (const pack of open.values()) packs.push(closePack(pack));
  return packs;
}

/** The event of one large change, with a reference in place of its rows. */
export function packReferring({ event, schema, changes }: PackedEvent, referring: ReferringChange): PackedEvent {
  const detail = queueSafe(JSON.stringify({ schema, changes: [packedChange(referring)] }));
  return { event: { ...event, detail }, schema, changes };
}

/** @returns why an event can never travel: a single change beyond what the bus takes. */
export function tooLarge({ event, changes }: PackedEvent): Reason | undefined {
  const bytes = Buffer.byteLength(event.detail) + ENVELOPE_BYTES;
  if (bytes <= EVENT_BYTES) return undefined;
  const record = changes[0] ? `${changes[0].entity} ${changes[0].key}` : event.detailType;
  return { code: 'HW_EVENT_TOO_LARGE', message: `${record}: its event would have ${bytes} bytes, over ${EVENT_BYTES}` };
}

interface OpenPack {
  readonly source: string;
  readonly detailType: DetailType;
  readonly schema: string;
  readonly limit: number | undefined;
  readonly texts: string[];
  readonly changes: Change[];
  bytes: number;
  oldest: number;
  newest: number;
}

function hasRoom(pack: OpenPack, bytes: number, at: number): boolean {
  const span = Math.max(pack.newest, at) - Math.min(pack.oldest, at);
  return (
    pack.changes.length < (pack.limit ?? Infinity) &&
    pack.bytes + bytes + ENVELOPE_BYTES <= PACK_BYTES &&
    span <= PACK_SOURCE_MILLISECONDS
  );
}

function closePack(pack: OpenPack): PackedEvent {
  const detail = `{"schema":${JSON.stringify(pack.schema)},"changes":[${pack.texts.join(',')}]}`;
  const time = `${new Date(pack.oldest).toISOString().slice(0, 19)}Z`;
  return {
    event: { source: pack.source, detailType: pack.detailType, time, detail, size: pack.changes.length },
    schema: pack.schema,
    changes: pack.changes,
  };
}

/**
 * JSON text that SQS takes: it refuses U+FFFE and U+FFFF (API reference, SendMessage), and inside JSON text an escape means the same.
 *
 * @example const MessageBody = queueSafe(JSON.stringify({ title: 'Alien' }));
 */
export function queueSafe(json: string): string {
  return /[\uFFFE\uFFFF]/.test(json) ? json.replaceAll('\uFFFE', '\\ufffe').replaceAll('\uFFFF', '\\uffff') : json;
}
