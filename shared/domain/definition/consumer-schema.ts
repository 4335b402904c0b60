/** What a consumer may hold: the settings of every consumer, and those of its type (shared/domain/consumers). */
import Type, { type TSchema } from 'typebox';
import { CONSUMER_TYPES, FACTS } from '../consumers/facts.ts';
import type { ConsumerBase, ConsumerType } from './headwater.ts';
import { apart, closed, list, maybe, NAME, whole, word } from './settings.ts';
import type { SettingsOf } from './shape.ts';

const TYPE = word(CONSUMER_TYPES, {
  aka: Object.fromEntries(CONSUMER_TYPES.flatMap((type) => FACTS[type].aka.map((word) => [word, type]))),
});

/** Ranges are what Lambda and SQS take (developer guides: event source mapping, queue quotas). */
const EVERY_CONSUMER = {
  type: TYPE,
  name: NAME,
  entities: list(apart(), 'give a list of entities, such as [film]'),
  filters: maybe(
    Type.Record(Type.String(), apart(), {
      give: "give filters by entity: { film: where(film, { genre: 'Comedy' }) }",
    }),
  ),
  batchSize: maybe(whole(1, 10_000)),
  batchWindowSeconds: maybe(whole(0, 300)),
  maximumConcurrency: maybe(whole(2, 1_000)),
  maximumReceives: maybe(whole(1, 1_000)),
  policy: maybe(
    Type.Record(
      Type.String(),
      Type.Record(Type.String(), apart(), { give: "give policies by field: { email: 'drop' }" }),
      { give: "give policies by entity and field: { customer: { city: 'drop' } }" },
    ),
  ),
} satisfies SettingsOf<ConsumerBase & { readonly type: ConsumerType }>;

/** Settings of each type, by their names: what stands at a consumer of another type is told where it belongs. */
const OF_TYPES: readonly (readonly [ConsumerType, Readonly<Record<string, TSchema>>])[] = CONSUMER_TYPES.map((type) => [
  type,
  FACTS[type].settings,
]);

const WORDS = {
  give: "give defineConsumer({ type: 'search', name, entities })",
  aka: { kind: 'type', filter: 'filters', entity: 'entities', window: 'batchWindowSeconds' },
};

/** @returns the schema of a type's consumers */
export function consumerSchema(type: ConsumerType): TSchema {
  const settings: Readonly<Record<string, TSchema>> = FACTS[type].settings;
  const elsewhere = OF_TYPES.flatMap(([other, theirs]) =>
    Object.keys(theirs)
      .filter((name) => !Object.hasOwn(settings, name))
      .map((name) => [name, `is for consumers of type ${other}: take it away, or change the type`] as const),
  );
  return closed({ ...EVERY_CONSUMER, ...settings }, { ...WORDS, elsewhere: Object.fromEntries(elsewhere) });
}

/** Of a consumer of no known type nothing can be said but that: it may have the settings of any. */
export function schemaOfNoType(): TSchema {
  const settings = OF_TYPES.flatMap(([, theirs]) =>
    Object.entries(theirs).map(([name, schema]) => [name, maybe(schema)] as const),
  );
  return closed({ ...EVERY_CONSUMER, ...Object.fromEntries(settings) }, WORDS);
}
