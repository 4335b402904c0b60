import type { CdkCustomResourceEvent, CdkCustomResourceResponse } from 'aws-lambda';
import { searchedEntities } from '../../shared/domain/definition/lookup.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import type { ReindexDue, SearchStore } from '../../shared/ports/search-store.ts';

/** What the custom resource stands for, in CloudFormation's eyes: the same on every update, so that nothing is replaced. */
const PHYSICAL_ID = 'headwater-search-indices';

export interface SearchSetup {
  readonly headwater: HeadwaterDefinition;
  readonly store: Pick<SearchStore, 'prepare'>;
  /** Resolves when OpenSearch answers; throws when it does not in time. */
  readonly ready: () => Promise<void>;
  /** Told each entity that a reindex is due for. */
  readonly due: (due: ReindexDue) => void;
}

/**
 * Handles one event of CDK's provider framework: makes or updates the indices of all search consumers on Create and Update.
 * A Delete keeps everything: indices are data, and go with the domain or by a person's hand. That a reindex is due fails no
 * deploy: it could not be made before the deploy. The index goes on as it is, and the resource's attribute says so.
 */
export async function prepareSearch(
  { headwater, store, ready, due }: SearchSetup,
  event: Pick<CdkCustomResourceEvent, 'RequestType'>,
): Promise<CdkCustomResourceResponse> {
  if (event.RequestType === 'Delete') return { PhysicalResourceId: PHYSICAL_ID };
  await ready();
  const found = await store.prepare(searchedEntities(headwater));
  for (const one of found) due(one);
  const names = found.map(({ entity }) => entity).join(', ');
  return { PhysicalResourceId: PHYSICAL_ID, Data: { reindexDue: names || 'none' } };
}
