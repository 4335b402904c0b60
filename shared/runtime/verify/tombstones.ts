import { setTimeout as delay } from 'node:timers/promises';
import type { Deletion } from '../../ports/deletions.ts';
import { differenceOf, known, type Copy, type Difference } from './copy.ts';
import { readRows, type LookOptions } from './look.ts';

export interface TombstoneOptions extends LookOptions {
  /** Milliseconds until a key without a tombstone is looked at again: its deletion may be on its way. */
  readonly graceMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/**
 * Which of these deletions have left no tombstone, although an older change of theirs could still arrive. For a copy that
 * sees every row of its entity: what a filter hid left none.
 */
export async function missingTombstones(
  copy: Copy,
  deletions: readonly Deletion[],
  options: TombstoneOptions,
): Promise<readonly Difference[]> {
  const { graceMs, now, signal, marginMs, source } = options;
  const pause = options.pause ?? ((ms: number) => delay(ms, undefined, { ...(signal && { signal }) }));
  const byKey = new Map(deletions.map((deletion) => [deletion.key, deletion]));
  const suspects = await withoutDocument(copy, [...byKey.keys()]);
  if (suspects.length === 0) return [];
  await pause(graceMs);
  const bare = await withoutDocument(copy, suspects);
  // The store first: a row that is not in the table after that was deleted before, and its tombstone is due.
  const rows = await readRows(source, copy.entity, bare);
  const facts = known(copy, now(), marginMs);
  return bare.flatMap((key) => {
    if (rows.get(key)?.status !== 'absent') return [];
    const newest = { at: byKey.get(key)?.at ?? 0, operation: 'deleted' } as const;
    return differenceOf(copy, key, { expected: undefined, stored: undefined, newest }, facts) ?? [];
  });
}

async function withoutDocument({ store, entity }: Copy, keys: readonly string[]): Promise<readonly string[]> {
  if (keys.length === 0) return [];
  const documents = await store.getAll(entity, keys);
  return keys.filter((key) => !documents.has(key));
}
