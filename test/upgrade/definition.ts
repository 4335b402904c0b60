/**
 * What was deployed when the stores of this folder were exported: the film shop under names of its own, and a table with
 * odd items. Of what today's synth refuses, the mend.
 */
import { film, stock } from '../fixtures/shop/entities.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import {
  binary,
  boolean,
  date,
  decimal,
  double,
  integer,
  json,
  keyword,
  list,
  object,
  optional,
  text,
  timestamp,
} from '../../shared/domain/definition/fields.ts';
import { defineConsumer, defineTable } from '../../shared/domain/definition/headwater.ts';

export const oldFilm = defineEntity({ ...film, name: 'old-film' });
export const oldStock = defineEntity({ ...stock, name: 'old-stock' });

/** Every kind of field there was. */
export const thing = defineEntity({
  name: 'old-thing',
  recognise: { pk: 'THING#{id}', sk: 'THING' },
  fields: {
    id: keyword(),
    word: optional(keyword()),
    words: optional(text()),
    whole: optional(integer()),
    half: optional(double()),
    money: optional(decimal(38, 4)),
    yes: optional(boolean()),
    day: optional(date()),
    ts: optional(timestamp()),
    bytes: optional(binary()),
    many: optional(list(keyword())),
    parts: optional(list(object({ sku: keyword(), qty: integer() }))),
    inside: optional(object({ deep: optional(object({ word: optional(keyword()) })) })),
    any: optional(json()),
    date: optional(date()),
  },
});

/** Its rows were all rejected: a field named like what every object inherits. */
export const racer = defineEntity({
  name: 'old-racer',
  recognise: { pk: 'RACER#{id}', sk: 'RACER' },
  fields: { id: keyword(), constructor: optional(keyword()), points: optional(decimal(5, 2)) },
});

/** Took the keys of old-note: its part swallowed the delimiter. */
export const visit = defineEntity({
  name: 'old-visit',
  recognise: { pk: 'VISIT#{visitId}', sk: 'VISIT' },
  fields: { visitId: keyword(), text: optional(text()) },
});

export const note = defineEntity({
  name: 'old-note',
  recognise: { pk: 'VISIT#{visitId}#NOTE#{n}', sk: 'VISIT' },
  fields: { visitId: keyword(), n: keyword(), text: optional(text()) },
});

/** Two names that are one column: `aws-name` and `aws_name`. Synth refuses that now; its owner gave one another name. */
export const twin = defineEntity({
  name: 'old-twin',
  recognise: { pk: 'TWIN#{id}', sk: 'TWIN' },
  fields: {
    id: keyword(),
    tags: optional(object({ awsName: optional(keyword({ attribute: 'aws-name' })), aws_name: optional(keyword()) })),
  },
});

const keys = { partitionKey: { name: 'pk', type: 'string' }, sortKey: { name: 'sk', type: 'string' } } as const;

export const shop = defineTable({
  name: 'old-shop',
  ...keys,
  timeToLive: 'offerEndsAt',
  entities: [oldFilm, oldStock],
});
export const odd = defineTable({ name: 'old-odd', ...keys, entities: [thing, racer, visit, note, twin] });

const entities = [oldFilm, oldStock, thing, racer, visit, note, twin];
export const consumers = [
  defineConsumer({ type: 'search', name: 'search', entities }),
  defineConsumer({ type: 'analytics', name: 'analytics', entities }),
];
