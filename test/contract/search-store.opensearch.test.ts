import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { searchStoreContract } from './search-store.contract.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client } = await openSearchForTests();

searchStoreContract('OpenSearch', () => createOpenSearchStore({ client }));
