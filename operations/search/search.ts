import { refusedInFreeKeys } from '../../shared/domain/search-query/free-key-search.ts';
import { parseSearch } from '../../shared/domain/search-query/parse-search.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { OpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import type { Deployed } from '../deployed.ts';
import { entityNamed, openSearch } from '../deployment/search.ts';
import { OperationError } from '../operation-error.ts';

export type SearchAnswer = Awaited<ReturnType<OpenSearchStore['search']>> & { readonly entity: Entity };

/**
 * @param query as somebody typed it (docs/search.md)
 * @param size hits, 1 to 1000
 * @throws OperationError for a query that cannot be understood, or that OpenSearch would answer wrongly
 */
export async function searchEntity(
  deployed: Deployed,
  entityName: string,
  query: string,
  size: number,
): Promise<SearchAnswer> {
  const { store, entities } = openSearch(deployed);
  const entity = entityNamed(entities, entityName);
  const refused = refusedInFreeKeys(entity, query);
  if (refused) throw new OperationError(refused.message, refused.next);
  const parsed = parseSearch(entity, query);
  if ('mistake' in parsed) throw new OperationError(parsed.mistake.message, parsed.mistake.next);
  return { entity, ...(await store.search(entity.name, parsed.query, size)) };
}
