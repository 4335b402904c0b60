/** A task does its work without the history objects that cannot be read: each is named, all others are taken in. */
import { HeadwaterError } from '../../domain/errors.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import type { SnapshotEngine } from '../../ports/snapshot-engine.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';

export interface UnreadableObject {
  readonly entity: string;
  readonly key: string;
  readonly because: string;
}

export interface TaskFiles {
  readonly entity: string;
  /** Keys, and in the same order the paths that they were fetched to. */
  readonly objects: readonly string[];
  readonly paths: readonly string[];
  /** Where the engine may put what it spills. */
  readonly directory: string;
  readonly engine: SnapshotEngine;
  /** All that the copy has. */
  readonly entities: readonly Entity[];
  /** Told of an object that cannot be read. */
  readonly onUnreadable?: ((object: UnreadableObject) => void) | undefined;
}

/**
 * Columns that do not decide are looked at only when they break the work: most files are read once.
 *
 * @param run the work; a second time when it failed and some of the files are at fault
 */
export async function withoutUnreadable<T>(
  { entity, objects, paths, directory, engine, entities, onUnreadable }: TaskFiles,
  run: (readable: readonly string[]) => Promise<T>,
): Promise<T> {
  const tell = (faults: ReadonlyMap<string, string>): void => {
    for (const [index, path] of paths.entries()) {
      const because = faults.get(path);
      if (because !== undefined) onUnreadable?.({ entity, key: objects[index] ?? path, because });
    }
  };
  // As readers do: what they leave out must not come back by a snapshot.
  const fetched = paths.map((path, index) => ({ path, key: objects[index] ?? '' }));
  const unusable = await engine.unusable(fetched, directory, entities);
  tell(unusable);
  const readable = paths.filter((path) => !unusable.has(path));
  try {
    return await run(readable);
  } catch (error) {
    const faults = await engine.unreadable(readable, directory);
    if (faults.size === 0) throw error;
    tell(faults);
    return run(readable.filter((path) => !faults.has(path)));
  }
}

/**
 * Why a merge failed, when the former snapshot's file is at fault.
 *
 * @throws HeadwaterError HW_SNAPSHOT_DAMAGED, which names the file
 */
export async function refuseDamaged(
  base: { readonly key: string; readonly path: string | undefined },
  { store, engine, directory }: Pick<TaskFiles, 'engine' | 'directory'> & { readonly store: SnapshotStore },
): Promise<void> {
  const { key, path } = base;
  const because =
    path === undefined
      ? (await store.size(key)) === undefined && 'it is not there'
      : (await engine.unreadable([path], directory)).get(path);
  if (because === undefined || because === false) return;
  throw new HeadwaterError('HW_SNAPSHOT_DAMAGED', `${key}, a file of the snapshot, cannot be read: ${because}`);
}
