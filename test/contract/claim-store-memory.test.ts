import { MemoryClaimStore } from '../../shared/adapters/memory/claim-store.ts';
import { claimStoreContract } from './claim-store.contract.ts';

claimStoreContract(() => {
  const store = new MemoryClaimStore();
  const down = new MemoryClaimStore();
  down.down = true;
  return Promise.resolve({ store, down, expire: (key) => Promise.resolve(void store.objects.delete(key)) });
});
