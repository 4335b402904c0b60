import { createMemorySnapshotStore, type StoredObject } from '../../shared/adapters/memory/snapshot-store.ts';
import { snapshotStoreContract } from './snapshot-store.contract.ts';

snapshotStoreContract(() => {
  const objects = new Map<string, StoredObject>();
  const put = (key: string, body: string): Promise<void> => {
    objects.set(key, { body: Buffer.from(body), modified: Date.now() });
    return Promise.resolve();
  };
  return Promise.resolve({ store: createMemorySnapshotStore(objects), put });
});
