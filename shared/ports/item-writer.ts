import type { Entity } from '../domain/definition/entity.ts';
import type { JsonObject, Row } from '../domain/row/json.ts';
import type { Reason } from '../domain/delivery/reason.ts';
import type { Written } from '../domain/row/written.ts';

/** What becomes of a record that somebody wants in the table. */
export type JudgedRecord =
  | {
      readonly status: 'row';
      /** As stores name the row. */
      readonly key: string;
      /** As it will be read, before any field policy. */
      readonly row: Row;
      readonly item: StoredItem;
    }
  | { readonly status: 'rejected'; readonly key?: string; readonly reason: Reason };

/** Judges a record of an entity, without asking anybody. */
export type JudgeRecord = (entity: Entity, record: Written) => JudgedRecord;

/** An item in the table's own notation, as JSON: bytes as base64 text. */
export type StoredItem = JsonObject;

/** Writes items of one table. */
export interface ItemWriter {
  /** Names an item by its primary key: two items of a table have the same name when one would replace the other. */
  nameOf(item: StoredItem): string;
  /**
   * The items that are there now, read consistently, by the names of those given.
   * @throws HeadwaterError HW_TABLE_THROTTLED
   */
  present(items: readonly StoredItem[]): Promise<ReadonlyMap<string, StoredItem>>;
  /** Writes an item; with `onlyNew` only where none is. @returns 'there' when it was not written for that reason */
  put(item: StoredItem, options?: { readonly onlyNew?: boolean }): Promise<'written' | 'there'>;
  /**
   * Writes items of different keys, in no order; each replaces what is there.
   * @throws HeadwaterError HW_TABLE_THROTTLED when the table goes on refusing
   */
  putAll(items: readonly StoredItem[]): Promise<void>;
  /** Removes the item with this primary key. @returns what was there */
  remove(key: StoredItem): Promise<StoredItem | undefined>;
}
