import { expect, test } from 'vitest';
import { and, missing, range, where } from '../../../shared/domain/definition/where.ts';
import { definition, entity, problemsOf, withConsumer } from './wrong.ts';

const film = entity({});

const MISTAKES: readonly (readonly [string, () => unknown, readonly string[]])[] = [
  [
    'undefined among the consumers',
    () => definition({ consumers: [undefined] }),
    ["consumer number 1 is missing: give defineConsumer({ type: 'search', name, entities })"],
  ],
  [
    'a type that there is not',
    () => withConsumer({ type: 'postgres' }),
    ["consumer search: type is \"postgres\": write 'search', 'analytics', 'function' or 'webhook'"],
  ],
  [
    "a store\\'s name as type",
    () => withConsumer({ type: 'opensearch' }),
    ['consumer search: type is "opensearch": did you mean \'search\'?'],
  ],
  [
    'no type',
    () => withConsumer({ type: undefined }),
    ["consumer search: type is missing: write 'search', 'analytics', 'function' or 'webhook'"],
  ],
  [
    'batchsize',
    () => withConsumer({ batchsize: 10 }),
    ['consumer search: batchsize is no setting: did you mean batchSize?'],
  ],
  [
    'a batch size that is text',
    () => withConsumer({ batchSize: '10' }),
    ['consumer search: batchSize is "10": give a whole number from 1 to 10000'],
  ],
  [
    'a concurrency of one',
    () => withConsumer({ maximumConcurrency: 1 }),
    ['consumer search: maximumConcurrency is 1: give a whole number from 2 to 1000'],
  ],
  [
    'filter instead of filters',
    () => withConsumer({ filter: {} }),
    ['consumer search: filter is no setting: did you mean filters?'],
  ],
  [
    'a filter of no entity',
    () => withConsumer({ filters: where(film as never, { id: 'a' } as never) }),
    ['consumer search: filters is a filter: say of which entity: { film: where(film, { ... }) }'],
  ],
  [
    'a filter that where did not make',
    () => withConsumer({ filters: { film: { id: 'a' } } }),
    ['consumer search, filter of film: make it with where(entity, { field: value })'],
  ],
  [
    'a filter that is text',
    () => withConsumer({ filters: { film: 'id = 1' } }),
    ['consumer search, filter of film is "id = 1": make it with where(entity, { field: value })'],
  ],
  [
    'null in a filter',
    () => withConsumer({ filters: { film: where(film as never, { id: null as never }) } }),
    ['consumer search, filter of film, field id is null: write missing()'],
  ],
  [
    'a condition that is not called',
    () => withConsumer({ filters: { film: where(film as never, { id: missing } as never) } }),
    ['consumer search, filter of film, field id is the function missing: call it: missing()'],
  ],
  [
    'an object where a value is',
    () => withConsumer({ filters: { film: where(film as never, { id: { is: 'a' } } as never) } }),
    [
      'consumer search, filter of film, field id is an object: give a value, a list of values, or a condition such as atLeast(7)',
    ],
  ],
  [
    'a misspelt option of a range',
    () => withConsumer({ filters: { film: where(film as never, { id: range({ atleast: 5 } as never) }) } }),
    ['consumer search, filter of film, field id: atleast is no setting: did you mean atLeast?'],
  ],
  [
    'a bound of a filter that is text',
    () => withConsumer({ filters: { film: where(film as never, { id: range({ atLeast: '5' }) } as never) } }),
    ['consumer search, filter of film, field id: a range is for numbers and times, and this is text'],
  ],
  [
    'a filter of no field',
    () => withConsumer({ filters: { film: where(film as never, { idd: 'a' } as never) } }),
    [
      'consumer search, filter of film, field idd: film declares no such field, or it lies within a list: a filter cannot look in there',
    ],
  ],
  [
    'a filter of an entity that it does not see',
    () => withConsumer({ filters: { films: where(film as never, { id: 'a' } as never) } }),
    [
      'consumer search, filter of films: the consumer does not subscribe to it: add it to entities, or remove the filter',
    ],
  ],
  [
    'and that is not called',
    () => withConsumer({ filters: { film: and } }),
    ['consumer search, filter of film is the function and: make it with where(entity, { field: value })'],
  ],
  [
    'a policy without a field',
    () => withConsumer({ policy: { film: 'drop' } }),
    ['consumer search: policy.film is "drop": give policies by field: { email: \'drop\' }'],
  ],
  [
    'a misspelt policy',
    () => withConsumer({ policy: { film: { id: 'dropp' } } }),
    ['consumer search, policy of film, policy of id is "dropp": did you mean \'drop\'?'],
  ],
  [
    'an entity twice',
    () => {
      const f = entity({});
      return definition({
        tables: [
          {
            name: 'shop',
            partitionKey: { name: 'pk', type: 'string' },
            sortKey: { name: 'sk', type: 'string' },
            entities: [f],
          },
        ],
        consumers: [{ type: 'search', name: 's', entities: [f, f] }],
      });
    },
    ['consumer s: entity film stands twice: once is enough'],
  ],
  [
    'a copy of the entity',
    () => definition({ consumers: [{ type: 'search', name: 's', entities: [entity({})] }] }),
    ["consumer s: entity film is another object than the table's of that name: import the table's"],
  ],
  [
    "the entity\\'s name as entities",
    () => withConsumer({ entities: 'film' }),
    ['consumer search: entities is "film": give a list of entities, such as [film]'],
  ],
  [
    'side effects of a search',
    () => withConsumer({ sideEffects: true }),
    ['consumer search: sideEffects is for consumers of type function: take it away, or change the type'],
  ],
  [
    'a function without a handler',
    () => withConsumer({ type: 'function' }),
    ['consumer search: handler is missing: give the path of a .ts file, from the folder of headwater.config.ts'],
  ],
  [
    'a handler that is no TypeScript',
    () => withConsumer({ type: 'function', handler: 'a.js' }),
    ['consumer search: handler "a.js": give the path of a .ts file, from the folder of headwater.config.ts'],
  ],
  [
    'one queue that is no list',
    () => withConsumer({ type: 'function', handler: 'a.ts', sendsTo: 'notices' }),
    ['consumer search: sendsTo is "notices": give a list of names, such as [\'shop\']'],
  ],
  [
    'sideEffect',
    () => withConsumer({ type: 'function', handler: 'a.ts', sideEffect: true }),
    ['consumer search: sideEffect is no setting: did you mean sideEffects?'],
  ],
];

test.each(MISTAKES)('of a consumer: %s', (_, made, sentences) => {
  expect(problemsOf(made())).toEqual(sentences);
});
