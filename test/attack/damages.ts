/** What is broken by hand in aliases, documents and objects, and the remedy that the product prints for it. */
import { alter, FOREIGN, http, liveIndex, placeOf, put, remove, scramble } from './by-hand.ts';
import type { AttackedCloud } from './cloud.ts';
import type { StoreAddresses } from './stores.ts';

export interface Place {
  readonly cloud: AttackedCloud;
  readonly stores: StoreAddresses;
  /** A film that is in step in all stores. */
  readonly key: string;
}

export interface Damage {
  readonly name: string;
  readonly damage: (place: Place) => Promise<unknown>;
  readonly remedy: readonly (readonly string[])[];
  /** What no command takes away, after everything is in step without it. */
  readonly removed?: (place: Place) => Promise<unknown>;
  /** What comes late: after the remedy it must not matter. */
  readonly late?: (place: Place) => Promise<unknown>;
}

export const SETUP = [['search-setup', '--yes']];
export const REPAIR = [['repair', '--entity', 'film', '--grace', '1', '--yes']];
export const COMPACT = [['compact', 'film']];

export const DAMAGES: readonly Damage[] = [
  {
    name: 'the write alias is lost',
    damage: async ({ stores }) => http(stores, 'DELETE', `/${await liveIndex(stores)}/_alias/film-write`),
    remedy: SETUP,
  },
  {
    name: 'the read alias is lost',
    damage: async ({ stores }) => http(stores, 'DELETE', `/${await liveIndex(stores)}/_alias/film`),
    remedy: SETUP,
  },
  { name: 'the index is closed', damage: ({ stores }) => http(stores, 'POST', '/film-write/_close'), remedy: SETUP },
  {
    name: 'a document is removed',
    damage: async ({ stores, key }) => http(stores, 'DELETE', await placeOf(stores, key)),
    remedy: REPAIR,
  },
  {
    name: "a document's row is altered",
    damage: ({ stores, key }) => alter(stores, key, (source) => ({ ...source, price: 777 })),
    remedy: REPAIR,
  },
  {
    name: 'the manifest is deleted',
    damage: ({ stores }) => remove(stores, 'current/entity=film/manifest.json'),
    remedy: COMPACT,
  },
  {
    name: 'a foreign object lies under history/',
    damage: ({ stores }) => put(stores, FOREIGN, 'no parquet'),
    remedy: COMPACT,
    removed: ({ stores }) => remove(stores, FOREIGN),
  },
  {
    name: 'a file of current/ has other bytes of the same size',
    damage: ({ stores }) => scramble(stores, 'current/entity=film/bucket='),
    remedy: COMPACT,
  },
];
