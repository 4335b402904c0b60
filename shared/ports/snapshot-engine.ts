import type { Entity } from '../domain/definition/entity.ts';
import type { VoidedChange } from '../domain/change/voided.ts';

/** An object of the bucket, and where it lies on this machine. */
export interface FetchedObject {
  readonly key: string;
  readonly path: string;
}

export interface Fold {
  /** Paths of history files. */
  readonly history: readonly string[];
  /** Where the parts are written: a directory that is there. */
  readonly directory: string;
  readonly bucketBits: number;
  /** Epoch milliseconds: changes from before are left out (see `Manifest.outlivedBefore`). */
  readonly outlivedBefore?: number;
  /** Left out: they are known to be false. */
  readonly voided?: readonly VoidedChange[];
}

export interface FoldedPart {
  readonly bucket: number;
  readonly path: string;
}

export interface Merge {
  /** Paths of the bucket's file in the former snapshot and of its parts. */
  readonly files: readonly string[];
  /** Path of what is written. */
  readonly output: string;
  /** Other keys than the bucket's are left out. */
  readonly bucket: number;
  readonly bucketBits: number;
  /** Epoch milliseconds: tombstones of deletions before it are left out. */
  readonly forgetBefore?: number;
  /** Left out: a former snapshot may have taken them in. */
  readonly voided?: readonly VoidedChange[];
}

export interface Gather {
  readonly entity: string;
  /** Paths of history files of one partition. */
  readonly files: readonly string[];
  /** Path of what is written. */
  readonly output: string;
}

export interface Merged {
  readonly rows: number;
  readonly tombstones: number;
  /** ISO 8601 */
  readonly oldestTombstone?: string;
}

/**
 * Turns changes into the state they leave behind, by the rule of domain/change/precedence.ts. Both steps can be repeated, and
 * applied to each other's results in any order.
 */
export interface SnapshotEngine {
  /** Which of these files cannot be decoded, column by column, by path, and why. */
  unreadable(files: readonly string[], directory: string): Promise<ReadonlyMap<string, string>>;
  /**
   * Which of these history files cannot be used, by path, and why: the columns that decide are looked at, and whether a file
   * holds what its name says.
   * @param entities all that the copy has
   */
  unusable(
    history: readonly FetchedObject[],
    directory: string,
    entities: readonly Entity[],
  ): Promise<ReadonlyMap<string, string>>;
  /** Of each key what wins within these files, in a file per bucket. */
  fold(entity: Entity, fold: Fold): Promise<readonly FoldedPart[]>;
  /** One file of what wins, sorted by key. */
  merge(entity: Entity, merge: Merge): Promise<Merged>;
  /** One file with each change of these once, sorted by key; of an erased change what the erasure left. All columns stay. */
  gather(gather: Gather): Promise<{ readonly rows: number }>;
}
