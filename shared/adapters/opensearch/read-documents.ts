import { HeadwaterError } from '../../domain/errors.ts';
import type { Row } from '../../domain/json.ts';
import type { Position } from '../../domain/position.ts';
import type { SearchHit, StoredDocument, SyncMarks } from '../../ports/search-store.ts';
import type { SearchClient } from './client.ts';
import { indicesBehind } from './indices.ts';
import { SYNC } from './mapping.ts';
import { readAlias } from './names.ts';
import { ask } from './request.ts';

/** Rows have up to 400 KB, usually one: the first page is small, further ones follow the size of the rows seen. */
const FIRST_PAGE = 200;
const PAGE_MAX_DOCUMENTS = 5_000;
const PAGE_MAX_BYTES = 4_000_000;

/** `_sync` as apply-script.ts writes it. */
interface StoredMarks {
  readonly p?: Position;
  readonly at?: number;
  readonly t?: number;
  readonly del?: boolean;
}

type Source = Row & { readonly [SYNC]?: StoredMarks };

interface Hit {
  readonly _id: string;
  readonly _score?: number | null;
  readonly _source: Source;
  readonly sort?: readonly unknown[];
}

interface SearchAnswer {
  readonly hits?: { readonly total?: { readonly value: number }; readonly hits?: readonly Hit[] };
}

interface MultiGetAnswer {
  readonly docs: readonly (Hit & { readonly found?: boolean; readonly error?: object })[];
}

/** A read by key sees the last write at once. It goes by `_mget`: a key in a path would have to survive encoding and signing. */
export async function readDocument(
  client: SearchClient,
  entity: string,
  key: string,
): Promise<StoredDocument | undefined> {
  return readDocumentIn(client, readAlias(entity), key);
}

/** The same from one physical index. */
export async function readDocumentIn(
  client: SearchClient,
  index: string,
  key: string,
): Promise<StoredDocument | undefined> {
  const path = `/${index}/_mget`;
  const [document] = (await ask<MultiGetAnswer>(client, { method: 'POST', path, body: { ids: [key] } })).docs;
  if (document?.error) throw new HeadwaterError('HW_SEARCH_NOT_READY', `the search index ${index} cannot be read`);
  return document?.found ? storedDocument(document) : undefined;
}

/** @param query a simple query string over the entity's text and keyword fields (an index setting), `*` for everything */
export async function searchRows(
  client: SearchClient,
  entity: string,
  query: string,
  size: number,
): Promise<{ readonly total: number; readonly hits: readonly SearchHit[] }> {
  const everything = query.trim() === '*';
  const answer = await ask<SearchAnswer>(client, {
    method: 'POST',
    path: `/${readAlias(entity)}/_search`,
    query: { filter_path: 'hits.total.value,hits.hits._id,hits.hits._score,hits.hits._source' },
    body: {
      size,
      track_total_hits: true,
      _source: { excludes: [SYNC] },
      query: everything ? { match_all: {} } : { simple_query_string: { query, default_operator: 'or', lenient: true } },
    },
  });
  const hits = answer.hits?.hits ?? [];
  return {
    total: answer.hits?.total?.value ?? 0,
    hits: hits.map(({ _id, _score, _source }) => ({ key: _id, score: _score ?? 0, row: _source })),
  };
}

/**
 * Every document of the entity's index in the order of the keys' UTF-8 bytes. Each page asks for what follows the last
 * key, so nothing is held open on the server: a document that exists throughout is seen exactly once, one that comes or
 * goes meanwhile may be.
 */
export async function* scanDocuments(client: SearchClient, entity: string): AsyncGenerator<StoredDocument> {
  yield* scanIndex(client, await liveIndex(client, entity));
}

/** The same of one physical index. */
export async function* scanIndex(client: SearchClient, index: string): AsyncGenerator<StoredDocument> {
  let after: readonly unknown[] | undefined;
  let size = FIRST_PAGE;
  for (;;) {
    const hits = await readPage(client, index, size, after);
    for (const hit of hits) yield storedDocument(hit);
    if (hits.length < size) return;
    after = hits.at(-1)?.sort;
    size = nextPageSize(hits);
  }
}

/** The one index behind the read alias, itself: the alias would hide tombstones. */
async function liveIndex(client: SearchClient, entity: string): Promise<string> {
  const [index] = await indicesBehind(client, readAlias(entity));
  return index ?? readAlias(entity);
}

async function readPage(
  client: SearchClient,
  index: string,
  size: number,
  after: readonly unknown[] | undefined,
): Promise<readonly Hit[]> {
  const sort = [{ [`${SYNC}.key`]: 'asc' }];
  const answer = await ask<SearchAnswer>(client, {
    method: 'POST',
    path: `/${index}/_search`,
    query: { filter_path: 'hits.hits._id,hits.hits._source,hits.hits.sort' },
    body: { size, sort, track_total_hits: false, ...(after ? { search_after: after } : {}) },
  });
  return answer.hits?.hits ?? [];
}

function nextPageSize(hits: readonly Hit[]): number {
  const bytes = JSON.stringify(hits.slice(0, 20)).length / Math.min(hits.length, 20);
  return Math.max(10, Math.min(PAGE_MAX_DOCUMENTS, Math.floor(PAGE_MAX_BYTES / bytes)));
}

function storedDocument({ _id, _source }: Hit): StoredDocument {
  const { [SYNC]: stored, ...row } = _source;
  return { key: _id, row, marks: marksOf(stored ?? {}) };
}

function marksOf({ p, at, t, del }: StoredMarks): SyncMarks {
  return {
    ...(p === undefined ? {} : { position: p }),
    ...(at === undefined ? {} : { at }),
    ...(t === undefined ? {} : { snapshotAt: t }),
    deleted: del === true,
  };
}
