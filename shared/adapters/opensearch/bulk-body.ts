import { rowAfter, type Change } from '../../domain/change.ts';
import { APPLY_SCRIPT_ID } from './apply-script.ts';
import { SYNC } from './mapping.ts';

/** AWS takes 10 MiB a request on the smallest domains (http.max_content_length); half of it keeps answers quick. */
const BULK_MAX_BYTES = 5_000_000;

/** More changed nothing between 500 and 2,000 (measured: docs/decisions). */
const BULK_MAX_OPERATIONS = 1_000;

/** Conflicts in 20,000 changes by 8 writers on 10 keys: 104 with 0 retries, 1 with 1, none with 5. */
const RETRY_ON_CONFLICT = 5;

/** One change for one physical index. */
export interface Operation {
  /** The change's index in its batch. */
  readonly index: number;
  /** Two lines of NDJSON. */
  readonly lines: string;
}

/** The operations of one change: the same document for each target. */
export function operationsOf(
  index: number,
  change: Change,
  targets: readonly string[],
  marginMs: number,
): readonly Operation[] {
  const key = JSON.stringify(change.key);
  const script = `{"scripted_upsert":true,"upsert":{},"script":{"id":"${APPLY_SCRIPT_ID}","params":{"m":${marginMs},"d":${documentOf(change)}}}}`;
  return targets.map((target) => ({
    index,
    lines: `{"update":{"_index":"${target}","_id":${key},"retry_on_conflict":${RETRY_ON_CONFLICT}}}\n${script}\n`,
  }));
}

/** JSON text of the row with its marks. */
function documentOf(change: Change): string {
  const at = Date.parse(change.at);
  const time = change.operation === 'snapshot' ? { t: at } : { p: change.position, at };
  const marks = { ...time, del: change.operation === 'deleted', id: change.id, key: change.key };
  const row = JSON.stringify(rowAfter(change) ?? {});
  return `{"${SYNC}":${JSON.stringify(marks)}${row === '{}' ? '}' : `,${row.slice(1)}`}`;
}

/** Cuts operations, in order, into bulks bounded by bytes and count. An operation over the limit gets a bulk of its own. */
export function* bulksOf(operations: readonly Operation[]): Generator<readonly Operation[]> {
  let bulk: Operation[] = [];
  let bytes = 0;
  for (const operation of operations) {
    const size = Buffer.byteLength(operation.lines);
    if (bulk.length > 0 && (bytes + size > BULK_MAX_BYTES || bulk.length === BULK_MAX_OPERATIONS)) {
      yield bulk;
      bulk = [];
      bytes = 0;
    }
    bulk.push(operation);
    bytes += size;
  }
  if (bulk.length > 0) yield bulk;
}
