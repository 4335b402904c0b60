import type { SearchConsumer } from '../../shared/domain/definition/headwater.ts';
import { allowIndexing, type SearchAccess } from '../constructs/search-access.ts';
import { type DomainPlace, SearchDomain, givenDomain } from '../constructs/search-domain.ts';
import type { ConsumerResources } from './consumer-resources.ts';

export const search: ConsumerResources<SearchConsumer, DomainPlace | undefined> = {
  makeStore(scope, consumers, { stage, name, key, definition, given }) {
    if (consumers.length === 0 || definition.searchEndpoint !== undefined) return undefined;
    if (given.searchDomain) return givenDomain(given.searchDomain);
    return new SearchDomain(scope, 'Search', { stage, name, key });
  },
  entryOf: () => 'functions/indexer/handler.ts',
  // An indexer leaves out what the lake's records say is voided.
  environmentOf: (_, { search: access, lake }) => ({
    searchEndpoint: located(access).output.endpoint,
    ...(lake && { analyticsBucket: lake.bucket.bucketName }),
  }),
  allow(caller, { entities }, { search: access, lake }) {
    allowIndexing(caller, located(access), entities);
    lake?.allowReadingVoided(caller);
  },
};

function located(access: SearchAccess | undefined): SearchAccess {
  if (!access) throw new Error('a search consumer has no OpenSearch: the stores made none');
  return access;
}
