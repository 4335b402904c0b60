import { expect, test } from 'vitest';
import { keyword } from '../../../shared/domain/definition/fields.ts';
import { mask } from '../../../shared/domain/definition/policy.ts';
import { problemsOf, withEntity, withTable } from './wrong.ts';

const MISTAKES: readonly (readonly [string, () => unknown, readonly string[]])[] = [
  [
    'an entity without a name',
    () => withEntity({ name: undefined }),
    ["entity number 1: name is missing: give a name of lower-case words joined by hyphens, such as 'film-stock'"],
  ],
  [
    'recognize',
    () => withEntity({ recognize: 'every-item' }),
    ['entity film: recognize is no setting: did you mean recognise?'],
  ],
  [
    'key instead of recognise',
    () => withEntity({ key: 'every-item' }),
    ['entity film: key is no setting: did you mean recognise?'],
  ],
  [
    'nothing to recognise it by',
    () => withEntity({ recognise: undefined }),
    ["entity film: recognise is missing: give templates of its key, such as { pk: 'FILM#{id}' }, or 'every-item'"],
  ],
  [
    'fields undefined',
    () => withEntity({ fields: undefined }),
    ['entity film: fields is missing: declare what its rows hold, such as { id: keyword() }'],
  ],
  [
    'fields list',
    () => withEntity({ fields: ['id'] }),
    ['entity film: fields is a list: declare what its rows hold, such as { id: keyword() }'],
  ],
  [
    'an entity that defineEntity did not make',
    () => withTable({ entities: [{ name: 'film', recognise: { pk: 'F#{id}', sk: 'F' }, fields: { id: keyword() } }] }),
    ['entity film: version is missing: count in whole numbers from 1; defineEntity({ ... }) begins at 1'],
  ],
  [
    'a version that is text',
    () => withEntity({ version: '2' }),
    ['entity film: version is "2": count in whole numbers from 1; defineEntity({ ... }) begins at 1'],
  ],
  [
    'no changes in an event',
    () => withEntity({ changesPerEvent: 0 }),
    ['entity film: changesPerEvent is 0: give a whole number from 1, or leave it out'],
  ],
  [
    'text instead of a function to evolve',
    () => withEntity({ version: 2, evolve: { 1: 'row' } }),
    ['entity film: evolve.1 is "row": give a function that makes a row of the next version: (row) => ({ ...row })'],
  ],
  [
    'a version that no number follows',
    () => withEntity({ version: 1e21 }),
    ['entity film: version is 1e+21: count in whole numbers from 1; defineEntity({ ... }) begins at 1'],
  ],
  [
    'an async function to evolve, whose promise would be an empty row',
    () => withEntity({ version: 2, evolve: { 1: async (row: unknown) => Promise.resolve(row) } }),
    [
      'entity film: evolve.1 is the async function 1: give a function that makes a row of the next version: (row) => ({ ...row })',
    ],
  ],
  [
    'a generator to evolve',
    () =>
      withEntity({
        version: 2,
        evolve: {
          *1(row: unknown) {
            yield row;
          },
        },
      }),
    [
      'entity film: evolve.1 is the generator 1: give a function that makes a row of the next version: (row) => ({ ...row })',
    ],
  ],
  [
    'a class to evolve',
    () =>
      withEntity({
        version: 2,
        evolve: {
          1: class Film {
            title = '';
          },
        },
      }),
    [
      'entity film: evolve.1 is the class Film: give a function that makes a row of the next version: (row) => ({ ...row })',
    ],
  ],
  [
    'one function to evolve',
    () => withEntity({ version: 2, evolve: () => ({}) }),
    [
      'entity film: evolve is the function evolve: give functions by the version they lift from: { 1: (row) => ({ ...row }) }',
    ],
  ],
  [
    'an evolve from the present version',
    () => withEntity({ version: 2, evolve: { 2: (r: unknown) => r } }),
    ['entity film: evolve 2: it lifts from a version before 2: name that version'],
  ],
  [
    'search that is a word',
    () => withEntity({ search: 'standard' }),
    ['entity film: search is "standard": give { analyzer, synonyms, plugins }, or leave it out'],
  ],
  [
    'analyser',
    () => withEntity({ search: { analyser: {} } }),
    ['entity film: search.analyser is no setting: did you mean analyzer?'],
  ],
  [
    'filters instead of filter of an analyzer',
    () => withEntity({ search: { analyzer: { filters: ['lowercase'] } } }),
    ['entity film: search.analyzer.filters is no setting: did you mean filter?'],
  ],
  [
    'a filter that is no list',
    () => withEntity({ search: { analyzer: { filter: 'lowercase' } } }),
    ['entity film: search.analyzer.filter is "lowercase": give a list, such as [\'lowercase\']'],
  ],
  [
    'synonyms that are no list',
    () => withEntity({ search: { synonyms: 'a, b' } }),
    ['entity film: search.synonyms is "a, b": give a list, such as [\'sci-fi, science fiction\']'],
  ],
  [
    'a synonym of nothing',
    () => withEntity({ search: { synonyms: ['sci-fi'] } }),
    ['entity film, search: synonyms "sci-fi": write words joined by commas, or "words => words"'],
  ],
  [
    'hashed instead of hash',
    () => withEntity({ fields: { id: keyword(), email: keyword() }, policy: { email: 'hashed' } }),
    ['entity film, policy of email is "hashed": did you mean \'hash\'?'],
  ],
  [
    'mask as a word',
    () => withEntity({ fields: { id: keyword(), email: keyword() }, policy: { email: 'mask' } }),
    ['entity film, policy of email: call it: mask({ keepLast: 4 })'],
  ],
  [
    'a mask that is not called',
    () => withEntity({ fields: { id: keyword(), email: keyword() }, policy: { email: mask } }),
    ['entity film, policy of email: call it: mask({ keepLast: 4 })'],
  ],
  [
    'a policy that there is not',
    () => withEntity({ fields: { id: keyword(), email: keyword() }, policy: { email: 'encrypt' } }),
    ["entity film, policy of email is \"encrypt\": write 'drop', 'hash' or mask({ keepLast: 4 })"],
  ],
  [
    'a policy that is true',
    () => withEntity({ fields: { id: keyword(), email: keyword() }, policy: { email: true } }),
    ["entity film, policy of email is true: write 'drop', 'hash' or mask({ keepLast: 4 })"],
  ],
  [
    'a misspelt option of a mask',
    () =>
      withEntity({ fields: { id: keyword(), email: keyword() }, policy: { email: mask({ keeplast: 4 } as never) } }),
    ['entity film, policy of email: keeplast is no setting: did you mean keepLast?'],
  ],
  [
    'a mask that shows too much',
    () => withEntity({ fields: { id: keyword(), email: keyword() }, policy: { email: mask({ keepLast: 40 }) } }),
    ['entity film, policy of email: keepLast is 40: keepFirst and keepLast are whole numbers from 0 to 16'],
  ],
  [
    'a policy of no field',
    () => withEntity({ fields: { id: keyword(), email: keyword() }, policy: { mail: 'drop' } }),
    ["entity film, policy of mail: there is no such field: name a declared one, or 'object.field'"],
  ],
];

test.each(MISTAKES)('of an entity: %s', (_, made, sentences) => {
  expect(problemsOf(made())).toEqual(sentences);
});
