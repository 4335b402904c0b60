import { rowAfter, type Change } from '../../domain/change/change.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { HeadwaterError, type ErrorCode } from '../../domain/errors.ts';
import type { Json, Row } from '../../domain/row/json.ts';
import { daysOf, isInstantText } from '../../domain/time/moment.ts';
import { APPLIED, STALE, type Outcome } from '../../domain/delivery/outcome.ts';
import { decide, DEFAULT_MARGIN_MS, faultOf } from '../../domain/change/precedence.ts';
import { plainQuery, type SearchQuery } from '../../domain/search-query/search-query.ts';
import type { SearchHit, SearchStore, StoredDocument } from '../../ports/search-store.ts';
import { own } from '../../domain/own.ts';
import { scoreOf } from './search-rows.ts';

interface MemoryIndex {
  readonly entity: Entity;
  readonly documents: Map<string, StoredDocument>;
}

export interface MemorySearchStore extends SearchStore {
  /** Removes tombstones of deletions before a time, in epoch milliseconds. @returns how many. */
  purgeTombstones(entity: string, before: number): number;
}

/** A search store on Maps, by domain/change/precedence.ts: for tests and simulations, held to the contract of the real one. */
export function createMemorySearchStore({ marginMs = DEFAULT_MARGIN_MS } = {}): MemorySearchStore {
  const indices = new Map<string, MemoryIndex>();

  function indexOf(entity: string): MemoryIndex {
    const index = indices.get(entity);
    if (!index) throw new HeadwaterError('HW_SEARCH_NOT_READY', `there is no index of ${entity}: prepare it first`);
    return index;
  }

  return {
    prepare(entities) {
      for (const entity of entities) {
        const documents = indices.get(entity.name)?.documents ?? new Map<string, StoredDocument>();
        indices.set(entity.name, { entity, documents });
      }
      return Promise.resolve([]);
    },
    apply: (changes) => Promise.resolve(changes.map((change) => applyTo(indices.get(change.entity), change, marginMs))),
    get: (entity, key) => settled(() => copy(indexOf(entity).documents.get(key))),
    getAll: (entity, keys) => settled(() => someOf(indexOf(entity), keys)),
    sample: (entity, count) => settled(() => drawn(indexOf(entity), count)),
    search: (entity, query, size) => settled(() => searchIn(indexOf(entity), query, size)),
    refresh: (entity) => settled(() => void indexOf(entity)),
    async *scan(entity) {
      await Promise.resolve();
      const { documents } = indexOf(entity);
      for (const key of [...documents.keys()].sort(byBytes)) {
        const document = copy(documents.get(key));
        if (document) yield document;
      }
    },
    purgeTombstones: (entity, before) => purgeIn(indexOf(entity), before),
    clear(entity) {
      indices.set(entity.name, { entity, documents: new Map() });
      return Promise.resolve();
    },
    purge: (entity, before) => settled(() => purgeIn(indexOf(entity), before)),
  };
}

function applyTo(index: MemoryIndex | undefined, change: Change, marginMs: number): Outcome {
  const fault = faultOf(change);
  if (fault) return { status: 'rejected', reason: fault };
  if (!index) return failed('retry', 'HW_SEARCH_NOT_READY', `${change.entity} "${change.key}" is not stored: no index`);
  const stored = index.documents.get(change.key);
  const decision = decide(stored?.marks, change, marginMs);
  if (decision.verdict === 'stale') return STALE;
  const row = decision.verdict === 'record' ? (stored?.row ?? {}) : (rowAfter(change) ?? {});
  const field = decision.verdict === 'apply' ? misfit(index.entity, row) : undefined;
  if (field !== undefined) {
    const message = `${change.entity} "${change.key}" does not fit the index in field ${field}`;
    return failed('rejected', 'HW_SEARCH_REJECTED', message, `/${field}`);
  }
  index.documents.set(change.key, { key: change.key, row: structuredClone(row), marks: decision.marks });
  return APPLIED;
}

function failed(status: 'retry' | 'rejected', code: ErrorCode, message: string, field?: string): Outcome {
  return { status, reason: { code, message, ...(field === undefined ? {} : { field }) } };
}

/** @returns the name of a field that holds what a real index could not take for its mapping. */
function misfit(entity: Entity, row: Row): string | undefined {
  return Object.entries(entity.fields).find(([name, { headwater }]) => {
    const value = own(row, name);
    const type = headwater.search === false ? undefined : headwater.search['type'];
    return value !== undefined && value !== null && !fits(value, type);
  })?.[0];
}

function fits(value: Json, type: unknown): boolean {
  if (Array.isArray(value)) return value.every((element) => fits(element as Json, type));
  if (type === 'long' || type === 'double')
    return typeof value === 'number' || (typeof value === 'string' && isDecimal(value));
  if (type === 'date') return typeof value === 'string' && (isInstantText(value) || daysOf(value) !== undefined);
  if (type === 'flat_object') return typeof value === 'object';
  return typeof value !== 'object' || type === 'object' || type === 'nested' || type === undefined;
}

function isDecimal(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

function purgeIn({ documents }: MemoryIndex, before: number): number {
  const outlived = [...documents.values()].filter(
    ({ marks: { deleted, at, snapshotAt = Infinity } }) => deleted && (at ?? snapshotAt) < before,
  );
  for (const { key } of outlived) documents.delete(key);
  return outlived.length;
}

/** The score is how many terms a row has, and the best come first. */
function searchIn(
  { documents }: MemoryIndex,
  query: string | SearchQuery,
  size: number,
): { total: number; hits: SearchHit[] } {
  const wanted = typeof query === 'string' ? plainQuery(query) : query;
  const found = [...documents.values()]
    .filter(({ marks }) => !marks.deleted)
    .map((document) => ({ ...document, score: scoreOf(document.row, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score);
  const hits = found.slice(0, size).map(({ key, row, score }) => ({ key, score, row: structuredClone(row) }));
  return { total: found.length, hits };
}

/** OpenSearch orders keywords by their UTF-8 bytes; JavaScript's own order of strings differs beyond U+FFFF. */
function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function someOf({ documents }: MemoryIndex, keys: readonly string[]): ReadonlyMap<string, StoredDocument> {
  const found = keys.map((key) => copy(documents.get(key))).filter((document) => document !== undefined);
  return new Map(found.map((document) => [document.key, document]));
}

function drawn({ documents }: MemoryIndex, count: number): readonly StoredDocument[] {
  const shuffled = [...documents.values()].map((document) => ({ document, at: Math.random() }));
  return shuffled
    .sort((one, other) => one.at - other.at)
    .slice(0, count)
    .map(({ document }) => structuredClone(document));
}

function copy(document: StoredDocument | undefined): StoredDocument | undefined {
  return document && structuredClone(document);
}

async function settled<T>(work: () => T): Promise<T> {
  return Promise.resolve().then(work);
}
