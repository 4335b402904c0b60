import { HeadwaterError } from '../../domain/errors.ts';
import { plainQuery, type SearchQuery } from '../../domain/search-query/search-query.ts';
import type { SearchHit, StoredDocument } from '../../ports/search-store.ts';
import type { SearchClient } from './client.ts';
import { documentPages, readingAhead, storedDocument, type Source, type SourceDocument } from './document-pages.ts';
import { indicesBehind } from './indices.ts';
import { SYNC } from '../../dialects/opensearch/mapping.ts';
import { readAlias, writeAlias } from '../../dialects/opensearch/names.ts';
import { ask, documentError, failureOf, type AnsweredError, type SearchRequest } from './request.ts';
import { searchBody } from '../../dialects/opensearch/search-body.ts';

/** index.max_result_window of OpenSearch. */
const RESULT_WINDOW = 10_000;

interface Hit {
  readonly _id: string;
  readonly _score?: number | null;
  readonly _source: Source;
}

interface SearchAnswer {
  readonly hits?: { readonly total?: { readonly value: number }; readonly hits?: readonly Hit[] };
}

interface MultiGetAnswer {
  readonly docs: readonly (SourceDocument & { readonly found?: boolean; readonly error?: AnsweredError })[];
}

/** A read by key sees the last write at once. It goes by `_mget`: a key in a path would have to survive encoding and signing. */
export async function readDocument(
  client: SearchClient,
  entity: string,
  key: string,
): Promise<StoredDocument | undefined> {
  return (await readDocuments(client, entity, [key])).get(key);
}

/** Like `readDocument`, several by one request. */
export async function readDocuments(
  client: SearchClient,
  entity: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, StoredDocument>> {
  if (keys.length === 0) return new Map();
  const path = `/${readAlias(entity)}/_mget`;
  const { docs } = await ask<MultiGetAnswer>(client, { method: 'POST', path, body: { ids: keys } });
  const error = docs.find((document) => document.error)?.error;
  if (error) {
    const cause = documentError(error);
    throw new HeadwaterError('HW_SEARCH_NOT_READY', `the search index of ${entity} cannot be read: ${cause.name}`, {
      cause,
    });
  }
  return new Map(docs.filter(({ found }) => found).map((document) => [document._id, storedDocument(document)]));
}

/** Documents at random, each as likely as any other: `_seq_no` differs for each, and is in memory for none. */
export async function sampleDocuments(
  client: SearchClient,
  entity: string,
  count: number,
): Promise<readonly StoredDocument[]> {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const answer = await ask<SearchAnswer>(client, {
    method: 'POST',
    // The read alias would hide tombstones.
    path: `/${writeAlias(entity)}/_search`,
    query: { filter_path: 'hits.hits._id,hits.hits._source' },
    body: {
      size: Math.min(count, RESULT_WINDOW),
      track_total_hits: false,
      query: { function_score: { random_score: { seed, field: '_seq_no' }, boost_mode: 'replace' } },
    },
  });
  return (answer.hits?.hits ?? []).map(storedDocument);
}

/**
 * Plain words look into the entity's text and keyword fields (an index setting).
 *
 * @throws HeadwaterError HW_SEARCH_REFUSED for what OpenSearch does not take
 */
export async function searchRows(
  client: SearchClient,
  entity: string,
  query: string | SearchQuery,
  size: number,
): Promise<{ readonly total: number; readonly hits: readonly SearchHit[] }> {
  const answer = await askSearch(client, {
    method: 'POST',
    path: `/${readAlias(entity)}/_search`,
    query: { filter_path: 'hits.total.value,hits.hits._id,hits.hits._score,hits.hits._source' },
    body: {
      size,
      track_total_hits: true,
      _source: { excludes: [SYNC] },
      query: searchBody(typeof query === 'string' ? plainQuery(query) : query),
    },
  });
  const hits = answer.hits?.hits ?? [];
  return {
    total: answer.hits?.total?.value ?? 0,
    hits: hits.map(({ _id, _score, _source }) => ({ key: _id, score: _score ?? 0, row: _source })),
  };
}

/** A search that is refused is the fault of its words, or of an index that is not what the definition says. */
async function askSearch(client: SearchClient, request: SearchRequest): Promise<SearchAnswer> {
  try {
    return await ask<SearchAnswer>(client, request);
  } catch (cause) {
    const failure = failureOf(cause);
    if (failure?.kind !== 'refused') throw cause;
    const tooLong = /too_many|maxClauseCount/.test(JSON.stringify((cause as { body?: unknown }).body ?? ''));
    const why = tooLong ? 'it has too many words for the number of fields' : failure.summary;
    throw new HeadwaterError('HW_SEARCH_REFUSED', `OpenSearch did not take this search: ${why}`, { cause });
  }
}

/** Every document of the entity's live index, see `documentPages`. One that is replaced meanwhile is read to its end. */
export async function* scanDocuments(client: SearchClient, entity: string): AsyncGenerator<StoredDocument> {
  // The next page comes while this one is looked at.
  for await (const page of readingAhead(documentPages(client, await liveIndex(client, entity)))) {
    for (const hit of page) yield storedDocument(hit);
  }
}

/** The one index behind the read alias, itself: the alias would hide tombstones. */
async function liveIndex(client: SearchClient, entity: string): Promise<string> {
  const [index] = await indicesBehind(client, readAlias(entity));
  return index ?? readAlias(entity);
}
