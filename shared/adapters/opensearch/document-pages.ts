import type { Row } from '../../domain/row/json.ts';
import type { Position } from '../../domain/change/position.ts';
import type { Marks } from '../../domain/change/precedence.ts';
import type { StoredDocument } from '../../ports/search-store.ts';
import type { SearchClient } from './client.ts';
import { SYNC } from '../../dialects/opensearch/mapping.ts';
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

export type Source = Row & { readonly [SYNC]?: StoredMarks };

/** A document as OpenSearch has it, marks and all. */
export interface SourceDocument {
  readonly _id: string;
  readonly _source: Source;
  /** Where it stands in the order of pages. */
  readonly sort?: readonly unknown[];
}

interface PageAnswer {
  readonly hits?: { readonly hits?: readonly SourceDocument[] };
}

/**
 * Every document of one index in pages, in the order of the keys' UTF-8 bytes. Each page asks for what follows the last key,
 * so nothing is held open on the server: a document that exists throughout is seen exactly once, one that comes or goes
 * meanwhile may be.
 *
 * @param after the `sort` of the document to go on behind
 */
export async function* documentPages(
  client: SearchClient,
  index: string,
  after?: readonly unknown[],
): AsyncGenerator<readonly SourceDocument[]> {
  let behind = after;
  let size = FIRST_PAGE;
  for (;;) {
    const page = await readPage(client, index, size, behind);
    if (page.length > 0) yield page;
    if (page.length < size) return;
    behind = page.at(-1)?.sort;
    size = nextPageSize(page);
  }
}

/** The same, each asked for while the one before it is looked at. */
export async function* readingAhead<T>(pages: AsyncGenerator<T>): AsyncGenerator<T> {
  let coming = pages.next();
  for (;;) {
    const page = await coming;
    if (page.done === true) return;
    coming = pages.next();
    // Whoever ends early has no interest in its failure.
    coming.catch(() => undefined);
    yield page.value;
  }
}

async function readPage(
  client: SearchClient,
  index: string,
  size: number,
  after: readonly unknown[] | undefined,
): Promise<readonly SourceDocument[]> {
  const sort = [{ [`${SYNC}.key`]: 'asc' }];
  const answer = await ask<PageAnswer>(client, {
    method: 'POST',
    path: `/${index}/_search`,
    query: { filter_path: 'hits.hits._id,hits.hits._source,hits.hits.sort' },
    body: { size, sort, track_total_hits: false, ...(after ? { search_after: after } : {}) },
  });
  return answer.hits?.hits ?? [];
}

function nextPageSize(hits: readonly SourceDocument[]): number {
  const bytes = JSON.stringify(hits.slice(0, 20)).length / Math.min(hits.length, 20);
  return Math.max(10, Math.min(PAGE_MAX_DOCUMENTS, Math.floor(PAGE_MAX_BYTES / bytes)));
}

export function storedDocument({ _id, _source }: SourceDocument): StoredDocument {
  const { [SYNC]: stored, ...row } = _source;
  return { key: _id, row, marks: marksOf(stored ?? {}) };
}

function marksOf({ p, at, t, del }: StoredMarks): Marks {
  return {
    ...(p === undefined ? {} : { position: p }),
    ...(at === undefined ? {} : { at }),
    ...(t === undefined ? {} : { snapshotAt: t }),
    deleted: del === true,
  };
}
