import { createMemoryHistoryStore } from '../../shared/adapters/memory/history-store.ts';
import { isRead, type Change } from '../../shared/domain/change/change.ts';
import { historyStoreContract, type StoredChange } from './history-store.contract.ts';

historyStoreContract((entities) => {
  const store = createMemoryHistoryStore(entities);
  return Promise.resolve({
    store,
    stored: (entity) => Promise.resolve(store.historyOf(entity).map(storedChange).toSorted(byId)),
    close: () => Promise.resolve(),
  });
});

function storedChange(change: Change): StoredChange {
  return {
    id: change.id,
    key: change.key,
    operation: change.operation,
    position: isRead(change) ? null : change.position,
    at: new Date(change.at).toISOString(),
    changed: change.operation === 'updated' ? change.changed : null,
    cause: change.cause ?? null,
  };
}

function byId(a: StoredChange, b: StoredChange): number {
  return a.id < b.id ? -1 : 1;
}
