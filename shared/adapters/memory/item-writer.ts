import type { TableDefinition } from '../../domain/definition/headwater.ts';
import { own } from '../../domain/own.ts';
import type { ItemWriter, StoredItem } from '../../ports/item-writer.ts';

/** A table in memory, held to the same contract as the real one. */
export function createMemoryItemWriter({ partitionKey, sortKey }: TableDefinition): ItemWriter {
  const names = sortKey ? [partitionKey.name, sortKey.name] : [partitionKey.name];
  const nameOf = (item: StoredItem): string => JSON.stringify(names.map((name) => own(item, name)));
  const items = new Map<string, StoredItem>();
  return {
    nameOf,
    present: (asked) => {
      const found = asked.map(nameOf).flatMap((name) => {
        const item = items.get(name);
        return item ? [[name, item] as const] : [];
      });
      return Promise.resolve(new Map(found));
    },
    put: (item, { onlyNew = false } = {}) => {
      const name = nameOf(item);
      if (onlyNew && items.has(name)) return Promise.resolve('there');
      items.set(name, item);
      return Promise.resolve('written');
    },
    putAll: (written) => {
      for (const item of written) items.set(nameOf(item), item);
      return Promise.resolve();
    },
    remove: (key) => {
      const name = nameOf(key);
      const item = items.get(name);
      items.delete(name);
      return Promise.resolve(item);
    },
  };
}
