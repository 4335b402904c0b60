import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { integer, text } from '../../../shared/domain/definition/fields.ts';
import { defineTable } from '../../../shared/domain/definition/headwater.ts';

/** Two entities in one table, so that an item can turn from one into the other; books travel unpacked. */
const film = defineEntity({
  name: 'film',
  recognise: { attribute: 'kind', equals: 'film' },
  fields: { title: text(), price: integer({ minimum: 0 }) },
});
const book = defineEntity({
  name: 'book',
  recognise: { attribute: 'kind', equals: 'book' },
  fields: { title: text(), price: integer({ minimum: 0 }) },
  changesPerEvent: 1,
});

export const ENTITIES = [film, book];
export const shop = defineTable({
  name: 'shop',
  partitionKey: { name: 'id', type: 'string' },
  timeToLive: 'expires',
  entities: ENTITIES,
});

/** A row with this title is what a store refuses until it is mended: a mapping conflict. */
export const POISON = 'poison';
