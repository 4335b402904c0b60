import type { Change } from '../domain/change/change.ts';
import type { Entity } from '../domain/definition/entity.ts';
import type { Row } from '../domain/row/json.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import type { Marks } from '../domain/change/precedence.ts';
import type { SearchQuery } from '../domain/search-query/search-query.ts';

export interface StoredDocument {
  readonly key: string;
  /** Empty for a tombstone. */
  readonly row: Row;
  readonly marks: Marks;
}

export interface SearchHit {
  readonly key: string;
  readonly score: number;
  readonly row: Row;
}

/** An index that serves on as it is, although its definition has changed in what cannot be changed in place. */
export interface ReindexDue {
  readonly entity: string;
  /** The physical index that readers see. */
  readonly index: string;
  /** A line each: `field votes: type keyword, now long`. */
  readonly why: readonly string[];
}

/** A search index per entity, kept by positions (design: section 4). */
export interface SearchStore {
  /**
   * Makes what is missing: stored scripts, physical index with the entity's mapping, aliases. Safe to call again.
   *
   * @returns the entities that a reindex is due for
   */
  prepare(entities: readonly Entity[]): Promise<readonly ReindexDue[]>;
  /** @returns one outcome per change, in order. Never throws for a failure of the store: those are `retry`. */
  apply(changes: readonly Change[]): Promise<readonly Outcome[]>;
  /** The document as stored, tombstones included; undefined when there is none. */
  get(entity: string, key: string): Promise<StoredDocument | undefined>;
  /** Several of them by one request; a key without a document is left out. */
  getAll(entity: string, keys: readonly string[]): Promise<ReadonlyMap<string, StoredDocument>>;
  /** So many documents (10,000 at most) drawn at random, tombstones included. */
  sample(entity: string, count: number): Promise<readonly StoredDocument[]>;
  /**
   * Full-text search over the entity's rows, tombstones hidden; the best matches come first.
   *
   * @param query of `parseSearch`, or plain words, all of which must occur in one field or another; `*` for everything
   */
  search(
    entity: string,
    query: string | SearchQuery,
    size: number,
  ): Promise<{ readonly total: number; readonly hits: readonly SearchHit[] }>;
  /** Makes all applied changes visible to `search` and `scan`. */
  refresh(entity: string): Promise<void>;
  /** Every document in key order, tombstones included, in pages (memory bounded). */
  scan(entity: string): AsyncIterable<StoredDocument>;
  /** Removes all documents of the entity, tombstones too, and makes the index anew (for a rebuild). */
  clear(entity: Entity): Promise<void>;
  /**
   * Removes the tombstones of deletions that took place, or absences that were read, before this time. One that is no tombstone any more stays, and so
   * does one without a time of its own.
   *
   * @param before epoch milliseconds, see domain/retention/tombstone-retention.ts
   * @returns how many were removed
   */
  purge(entity: string, before: number): Promise<number>;
}
