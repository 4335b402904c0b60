import { defineEntity, type Entity } from '../../../shared/domain/definition/entity.ts';
import { integer, text } from '../../../shared/domain/definition/fields.ts';
import { defineTable, type TableDefinition } from '../../../shared/domain/definition/headwater.ts';
import { atMost, or, where } from '../../../shared/domain/definition/where.ts';
import type { Filters } from '../../../shared/domain/filter/filter.ts';
import type { Row } from '../../../shared/domain/row/json.ts';

const recognise = { attribute: 'kind', equals: 'film' } as const;
const price = integer({ minimum: 0 });

/** Two entities in one table, so that an item can turn from one into the other; books travel unpacked. */
const film1 = defineEntity({ name: 'film', recognise, fields: { title: text(), price } });
/** A rename: every item has both attributes (docs/schemas.md). */
const film2 = defineEntity({
  name: 'film',
  version: 2,
  recognise,
  fields: { name: text(), price },
  evolve: { 1: ({ title, ...row }) => ({ ...row, ...(title !== undefined && { name: title }) }) },
});
const book = defineEntity({
  name: 'book',
  recognise: { attribute: 'kind', equals: 'book' },
  fields: { title: text(), price },
  changesPerEvent: 1,
});

/** Of the definition: functions are deployed one after the other, each from the first to the second. */
export type Version = 1 | 2;

export interface Release {
  readonly entities: readonly Entity[];
  readonly table: TableDefinition;
  /** What the filtered subscription sees: free films, cheap red ones, and all books. */
  readonly filters: Filters;
}

export const RELEASES: Readonly<Record<Version, Release>> = {
  1: released([film1, book], {
    film: or(where(film1, { price: 0 }), where(film1, { title: ['red'], price: atMost(2) })),
  }),
  2: released([film2, book], {
    film: or(where(film2, { price: 0 }), where(film2, { name: ['red'], price: atMost(2) })),
  }),
};

const BY_NAME = { 1: byName(RELEASES[1].entities), 2: byName(RELEASES[2].entities) };

export function entitiesOf(version: Version): ReadonlyMap<string, Entity> {
  return BY_NAME[version];
}

function byName(entities: readonly Entity[]): ReadonlyMap<string, Entity> {
  return new Map(entities.map((entity) => [entity.name, entity]));
}

export const ENTITY_NAMES = ['film', 'book'] as const;

function released(entities: readonly Entity[], filters: Filters): Release {
  const table = defineTable({
    name: 'shop',
    partitionKey: { name: 'id', type: 'string' },
    timeToLive: 'expires',
    entities,
  });
  return { entities, table, filters };
}

/** The title under either version's name. */
export function titleOf(row: Row): Row[string] {
  return row['name'] ?? row['title'];
}

/** A row with such a title is what a store refuses until it is mended: a mapping conflict. */
export function isPoison(row: Row): boolean {
  const title = titleOf(row);
  return typeof title === 'string' && title.startsWith('poison');
}

/** How titles that begin so are written: too large for an event. */
const LARGE = 'large';
const PADDING = ' and larger'.repeat(40);
/** From how many bytes on a change travels by reference: a small one has 200 to 400. */
export const CLAIM_BYTES = 500;

export function written(title: string): string {
  return title.startsWith(LARGE) ? `${title.split(' ').reverse().join(' ')}${PADDING}` : title;
}

/** For people. */
export function abridged(title: Row[string]): Row[string] {
  return typeof title === 'string' ? title.replace(PADDING, ' ...') : title;
}
