import type { ItemWriter, StoredItem } from '../../shared/ports/item-writer.ts';

export interface DeletePorts {
  readonly writer: ItemWriter;
  /** Tells the entity of an item; undefined when none recognises it. */
  readonly entityOf: (item: StoredItem) => string | undefined;
}

export interface DeleteOptions {
  readonly entity: string;
  /** As stores name the row. */
  readonly key: string;
  /** The item's primary key. */
  readonly itemKey: StoredItem;
  readonly dry: boolean;
}

export interface DeleteReport {
  readonly dry: boolean;
  readonly entity: string;
  readonly key: string;
  /** `foreign`: an item of another entity, or of none, has this primary key; it stays. */
  readonly found: 'item' | 'nothing' | 'foreign';
  readonly deleted: boolean;
}

/** Deletes a row's item from the table. Its deletion is a change as any other: it reaches every copy. */
export async function deleteRow(
  { writer, entityOf }: DeletePorts,
  { entity, key, itemKey, dry }: DeleteOptions,
): Promise<DeleteReport> {
  const item = (await writer.present([itemKey])).get(writer.nameOf(itemKey));
  const found = item === undefined ? 'nothing' : entityOf(item) === entity ? 'item' : 'foreign';
  const deletes = found === 'item' && !dry;
  // Another may have deleted it just now: then nothing was there to delete.
  const deleted = deletes && (await writer.remove(itemKey)) !== undefined;
  return { dry, entity, key, found, deleted };
}
