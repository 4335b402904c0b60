/** One physical index as it is, tombstones and all: an alias stands for one of several, or hides some of it. */
import { HeadwaterError } from '../../domain/errors.ts';
import type { StoredDocument } from '../../ports/search-store.ts';
import type { SearchClient } from './client.ts';
import { documentPages, storedDocument, type SourceDocument } from './document-pages.ts';
import { numberOf, physicalIndex } from '../../dialects/opensearch/names.ts';
import { ask, documentError, type AnsweredError } from './request.ts';

/** All that there are of an entity, in order: also one that no alias names any more. */
export async function physicalIndicesOf(client: SearchClient, entity: string): Promise<readonly string[]> {
  const path = `/${entity}-*/_alias`;
  const found = await ask<Readonly<Record<string, object>>>(client, { method: 'GET', path });
  // `film-*` is also an index of the entity `film-copy`.
  return Object.keys(found)
    .filter((index) => index === physicalIndex(entity, numberOf(index)))
    .sort();
}

interface MultiGetAnswer {
  readonly docs: readonly (SourceDocument & { readonly found?: boolean; readonly error?: AnsweredError })[];
}

/** @returns undefined when the index has no such document. @throws HeadwaterError HW_SEARCH_NOT_READY */
export async function readDocumentIn(
  client: SearchClient,
  index: string,
  key: string,
): Promise<StoredDocument | undefined> {
  const request = { method: 'POST', path: `/${index}/_mget`, body: { ids: [key] } } as const;
  const [document] = (await ask<MultiGetAnswer>(client, request)).docs;
  if (document?.error) {
    const cause = documentError(document.error);
    throw new HeadwaterError('HW_SEARCH_NOT_READY', `the search index ${index} cannot be read: ${cause.name}`, {
      cause,
    });
  }
  return document?.found ? storedDocument(document) : undefined;
}

export async function* scanIndex(client: SearchClient, index: string): AsyncGenerator<StoredDocument> {
  for await (const page of documentPages(client, index)) for (const hit of page) yield storedDocument(hit);
}
