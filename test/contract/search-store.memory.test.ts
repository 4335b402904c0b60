import { createMemorySearchStore } from '../../shared/adapters/memory/search-store.ts';
import { searchStoreContract } from './search-store.contract.ts';

searchStoreContract('memory', () => createMemorySearchStore());
