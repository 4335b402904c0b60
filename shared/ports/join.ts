import type { Json } from '../domain/row/json.ts';

/** What the sides of a join have for one key; undefined for a side that has nothing. */
export interface Joined {
  readonly key: string;
  readonly values: readonly (Json | undefined)[];
}

/** Brings together what several sides have under the same key, in no order, in bounded memory. */
export interface KeyJoin {
  /** Takes in one side's value of a key; the last one of a side stands. */
  put(side: number, key: string, value: Json): Promise<void> | void;
  /** Every key that any side has put, once. To be called when all is put. */
  joined(): AsyncIterable<Joined>;
  /** Frees what it holds. */
  close(): Promise<void>;
}
