import type { HistoryObject, Manifest } from '../domain/history/compaction.ts';

/** Says which stored manifest it is: two runs must not both replace the same one. */
export type ManifestTag = string;

/** Where history lies, and the snapshots that are made of it. Errors are HW_SNAPSHOT_UNAVAILABLE, to be tried again. */
export interface SnapshotStore {
  /**
   * An entity's history; an object whose put has ended is there.
   * @param modifiedAfter epoch milliseconds: objects that were written until then are left out
   * @param wanted what is not is let go of page by page: a listing can be of millions. @default all
   */
  history(
    entity: string,
    modifiedAfter: number,
    wanted?: (object: HistoryObject) => boolean,
  ): Promise<readonly HistoryObject[]>;
  manifest(entity: string): Promise<{ readonly manifest: Manifest; readonly tag: ManifestTag } | undefined>;
  /**
   * Switches all readers to other files, in one step.
   * @param replaces the manifest's that was read; undefined when there was none
   * @throws HeadwaterError HW_SNAPSHOT_OVERTAKEN when another run has replaced it meanwhile
   */
  publish(manifest: Manifest, replaces: ManifestTag | undefined): Promise<void>;
  /** A small JSON value; undefined when there is none. */
  recall(key: string): Promise<unknown>;
  remember(key: string, value: unknown): Promise<void>;
  /** Copies objects into a directory. @returns their paths, in order */
  download(keys: readonly string[], directory: string): Promise<readonly string[]>;
  /** An object is there whole or not at all. @returns its bytes */
  upload(path: string, key: string): Promise<number>;
  /** An object's bytes; undefined when it is not there. */
  size(key: string): Promise<number | undefined>;
  /** Removes objects of history. What is gone already is no error. */
  remove(keys: readonly string[]): Promise<void>;
  /** Removes an entity's snapshot files that are not to be kept and were written before a time. @returns how many */
  sweep(entity: string, keep: ReadonlySet<string>, before: number): Promise<number>;
}
