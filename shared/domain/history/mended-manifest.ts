/** A snapshot without the files that are damaged: the next compaction takes in all history again. */
import type { Manifest } from './compaction.ts';

/**
 * Good files stay: they may know what the history has lost. Without `outlivedBefore` old changes count again: rows of the files
 * that went have nothing else. Tombstones that had gone come from the same history.
 *
 * @param damaged keys of its files
 * @param now ISO 8601
 */
export function mendedManifest(manifest: Manifest, damaged: ReadonlySet<string>, now: string): Manifest {
  const { outlivedBefore: _, ...rest } = manifest;
  return {
    ...rest,
    writtenAt: now,
    files: manifest.files.filter(({ key }) => !damaged.has(key)),
    takenThrough: new Date(0).toISOString(),
    takenSince: [],
  };
}
