/** Custom resource of the deploy: makes the search indices before the first change arrives. */
import type { CdkCustomResourceEvent, CdkCustomResourceResponse, Context } from 'aws-lambda';
import headwater from 'headwater:config';
import type { ErrorCode } from '../../shared/domain/errors.ts';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { waitUntilReady } from '../../shared/adapters/opensearch/wait-until-ready.ts';
import type { ReindexDue } from '../../shared/ports/search-store.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { prepareSearch } from './prepare-search.ts';

/** Kept back from the function's time for the preparing itself and the answer to CloudFormation. */
const RESERVED_MS = 30_000;

const client = createSearchClient(fromEnvironment('searchEndpoint'));
const store = createOpenSearchStore({ client });
const log = createLog('search-setup');

export function handler(event: CdkCustomResourceEvent, context: Context): Promise<CdkCustomResourceResponse> {
  const ready = (): Promise<void> => waitUntilReady(client, context.getRemainingTimeInMillis() - RESERVED_MS);
  return prepareSearch({ headwater, store, ready, due: warn }, event);
}

function warn({ entity, index, why }: ReindexDue): void {
  const code: ErrorCode = 'HW_SEARCH_REINDEX_DUE';
  log.warn(`a reindex is due: npx headwater reindex ${entity}`, { code, entity, index, why });
}
