import type { HeldRow } from '../domain/history/erasure.ts';
import type { Json } from '../domain/row/json.ts';
import type { Merged } from './snapshot-engine.ts';

/** In how many rows a text stands. */
export interface Occurrences {
  readonly own: number;
  /** In rows of other keys. */
  readonly elsewhere: number;
}

/** Looks into files of the analytics copy, history and snapshots alike, and takes a key's values out of them. */
export interface ErasureEngine {
  /** The rows of a key in each file, in order of the files. */
  find(paths: readonly string[], key: string): Promise<readonly (readonly HeldRow[])[]>;
  /** What the columns of the key's rows hold. */
  values(paths: readonly string[], key: string): Promise<readonly Json[]>;
  /** Writes the file anew: the key's rows as tombstones with the same marks, all others as they are. */
  erase(path: string, output: string, key: string): Promise<Merged>;
  /** @param keys whose rows are own */
  count(paths: readonly string[], keys: readonly string[], texts: readonly string[]): Promise<readonly Occurrences[]>;
}
