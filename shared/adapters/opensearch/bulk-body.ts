import { isRead, rowAfter, type Change } from '../../domain/change/change.ts';
import { chunks } from '../../domain/delivery/chunks.ts';
import { APPLY_SCRIPT_ID } from './apply-script.ts';
import { SYNC } from '../../dialects/opensearch/mapping.ts';
import type { WriteTarget } from './write-targets.ts';

/**
 * AWS takes 10 MiB a request on the smallest domains (http.max_content_length); half of it keeps answers quick. More
 * operations changed nothing between 500 and 2,000 (measured: docs/decisions).
 */
const BULK_BOUNDS = { bytes: 5_000_000, count: 1_000 };

/** Conflicts in 20,000 changes by 8 writers on 10 keys: 104 with 0 retries, 1 with 1, none with 5. */
const RETRY_ON_CONFLICT = 5;

/** One change for one physical index. */
export interface Operation {
  /** The change's index in its batch. */
  readonly index: number;
  /** Whether it goes to the index that readers see. */
  readonly live: boolean;
  /** Two lines of NDJSON. */
  readonly lines: string;
}

/** The operations of one change: the same document for each target. */
export function operationsOf(
  index: number,
  change: Change,
  targets: readonly WriteTarget[],
  marginMs: number,
): readonly Operation[] {
  const key = JSON.stringify(change.key);
  const script = `{"scripted_upsert":true,"upsert":{},"script":{"id":"${APPLY_SCRIPT_ID}","params":{"m":${marginMs},"d":${documentOf(change)}${replacedBy(change)}}}}`;
  return targets.map(({ alias, live }) => ({
    index,
    live,
    lines: `{"update":{"_index":"${alias}","_id":${key},"retry_on_conflict":${RETRY_ON_CONFLICT}}}\n${script}\n`,
  }));
}

/** JSON text: the parameter that says which marks a repair replaces, behind the others. */
function replacedBy(change: Change): string {
  if (!isRead(change) || !change.replaces) return '';
  const { position, at, snapshotAt } = change.replaces;
  return `,"r":${JSON.stringify({ p: position, at, t: snapshotAt })}`;
}

/** JSON text of the row with its marks. */
export function documentOf(change: Change): string {
  const at = Date.parse(change.at);
  const time = isRead(change) ? { p: change.contains, t: at } : { p: change.position, at };
  const after = rowAfter(change);
  const marks = { ...time, del: after === undefined, id: change.id, key: change.key };
  const row = JSON.stringify(after ?? {});
  return `{"${SYNC}":${JSON.stringify(marks)}${row === '{}' ? '}' : `,${row.slice(1)}`}`;
}

/** Operations in order, in bulks that keep to the bounds. */
export function bulksOf(operations: readonly Operation[]): readonly (readonly Operation[])[] {
  return chunks(operations, ({ lines }) => Buffer.byteLength(lines), BULK_BOUNDS);
}
