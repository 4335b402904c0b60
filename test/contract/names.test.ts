/** Names as the index has them: every word that a definition takes is stored and found, every refusal is the server's own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { entityProblems } from '../../shared/domain/definition/entity-problems.ts';
import type { Field, FieldSet } from '../../shared/domain/definition/field.ts';
import { REFUSALS } from '../../shared/domain/definition/field-names.ts';
import { keyword, object, optional, text } from '../../shared/domain/definition/fields.ts';
import { FACTS } from '../../shared/domain/consumers/facts.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { parseSearch } from '../../shared/domain/search-query/parse-search.ts';
import { namedField, searchFields } from '../../shared/domain/search-query/search-fields.ts';
import { INNER_WORDS, WORDS } from '../property/names.words.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client, server } = await openSearchForTests();
const store = createOpenSearchStore({ client });

function entityOf(fields: FieldSet, name = newEntityName()): Entity {
  return defineEntity({ name, recognise: 'every-item', fields: { id: keyword(), ...fields } });
}

function problemsOf(entity: Entity): string[] {
  const partitionKey = { name: 'id', type: 'string' } as const;
  return [
    ...entityProblems(entity, { name: 't', partitionKey, entities: [entity] }),
    ...FACTS.search.storeLimits(entity),
  ];
}

const fieldsOf = (names: readonly string[], kind: () => Field) =>
  Object.fromEntries(names.map((name) => [name, optional(kind())]));
const rowOf = (names: readonly string[], what: string): Row =>
  Object.fromEntries(names.map((name, at) => [name, `${what}${at}`]));

/** Spaces, signs of queries and patterns, pictures, what cannot be seen, and the longest that there is. */
const STRANGE = [
  ...[
    ' ',
    '\t',
    '\u00a0',
    '\u3000',
    ' a',
    'a ',
    '\ta',
    'a\t',
    'a\nb',
    '\u0000',
    '\ufeff',
    '\u200b',
    '\u2028',
    '\u001c',
  ],
  ...[
    '*',
    'a*',
    '*a',
    '?',
    'a^2',
    'a^b',
    '^',
    '~',
    '!',
    '-a',
    '+a',
    '"',
    '"a"',
    "'",
    '`',
    '\\',
    '/',
    ':',
    'a:b',
    '(',
    '[0]',
    '{}',
    '<a>',
  ],
  ...[
    'b.c',
    'b.d',
    'b. d',
    'a .b',
    'b.\u00a0.c',
    '😀',
    '👩‍👩‍👧‍👦',
    'ß',
    'ﬀ',
    'İ',
    '尺寸',
    'é'.repeat(127) + 'x',
    'x'.repeat(255),
  ],
];
/** The whole way to a field: what is typed where a search box can name it, and what it would be otherwise. */
async function found(entity: Entity, path: string, value: string): Promise<readonly string[]> {
  const typed = parseSearch(entity, `${path}:${value}`);
  const named = 'query' in typed ? typed.query.clauses[0]?.[0] : undefined;
  const isNamed = named && 'fields' in named && named.fields?.[0]?.path === path;
  const field = namedField(searchFields(entity), path);
  if (!field) throw new Error(`no field ${path}`);
  const query = isNamed
    ? (typed as { readonly query: Parameters<typeof store.search>[1] }).query
    : { clauses: [[{ kind: 'word', text: value, fields: [field], exclude: false } as const]] };
  if (!isNamed && /^[\w.]+$/.test(path)) throw new Error(`the search box cannot name ${path}`);
  return (await store.search(entity.name, query, 10)).hits.map(({ key }) => key);
}

const columnOf = (name: string) => name.replaceAll(/\W/g, '_').toLowerCase();

/** The first of those that would become one column. */
function together(names: readonly string[]): readonly string[] {
  const seen = new Set(['id', 'inside']);
  return names.filter((name) => !seen.has(columnOf(name)) && seen.add(columnOf(name)));
}

/** All of them, none beside one that would become the same column. */
function apart(names: readonly string[]): readonly (readonly string[])[] {
  const groups: { readonly names: string[]; readonly columns: Set<string> }[] = [];
  for (const name of names) {
    const column = columnOf(name);
    const root = name.split('.')[0] ?? '';
    const group = groups.find(({ names: taken, columns }) => !columns.has(column) && !taken.includes(root));
    if (group) {
      group.names.push(name);
      group.columns.add(column);
    } else groups.push({ names: [name], columns: new Set([column]) });
  }
  return groups.map((group) => group.names);
}

const outer = together(WORDS);
const inner = together(INNER_WORDS);
const strange = apart(STRANGE);
const objects = (kind: () => Field) =>
  Object.fromEntries(strange.map((names, at) => [`o${at}`, object(fieldsOf(names, kind))]));
const rows = (what: string) =>
  Object.fromEntries(strange.map((names, at) => [`o${at}`, rowOf(names, `${what}${at}x`)]));
const pathsOf = (row: Row, at = ''): (readonly [string, string])[] =>
  Object.entries(row).flatMap(([name, value]) =>
    typeof value === 'string' ? [[`${at}${name}`, value] as const] : pathsOf(value as Row, `${at}${name}.`),
  );

const WIDE: readonly (readonly [string, FieldSet, (what: string) => Row])[] = [
  [
    'words',
    { ...fieldsOf(outer, keyword), inside: object(fieldsOf(inner, keyword)) },
    (what) => ({ ...rowOf(outer, what), inside: rowOf(inner, `${what}i`) }),
  ],
  ['strange names', objects(keyword), rows],
  ['strange names of text', objects(text), rows],
];

describe.each(WIDE)('an entity of %s', (_, fields, made) => {
  const entity = entityOf(fields);
  const one: Row = { id: 'one', ...made('v') };
  const other: Row = { id: 'other', ...made('w') };

  test('is taken, and its rows come back as they were', async () => {
    expect(problemsOf(entity)).toEqual([]);
    expect(await store.prepare([entity])).toEqual([]);
    const { created, updated } = changesOf(entity.name);

    const first = await store.apply([created('one', 1, other), created('other', 2, other)]);
    const outcomes = [...first, ...(await store.apply([updated('one', 3, one)]))];
    await store.refresh(entity.name);

    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
    expect((await store.get(entity.name, 'one'))?.row).toEqual(one);
    const scanned = [];
    for await (const { row } of store.scan(entity.name)) scanned.push(row);
    expect(scanned).toEqual([one, other]);
  });

  test('is found by each of its fields, and by no other', async () => {
    const paths = pathsOf(one).filter(([path]) => path !== 'id');
    expect(paths.length).toBeGreaterThan(40);
    const wrong = await Promise.all(
      paths.map(async ([path, value], at) => {
        const elsewhere = (paths[at + 1] ?? paths[at - 1])?.[1] ?? '';
        const keys = [await found(entity, path, value), await found(entity, path, elsewhere)];
        return keys.join(' and ') === 'one and ' ? [] : [path, ...keys];
      }),
    );
    expect(wrong.filter((one) => one.length > 0)).toEqual([]);
  });

  test('is found by words without a field, and prepared again without a reindex', async () => {
    expect(await store.prepare([entity])).toEqual([]);
    const [, value = ''] = pathsOf(one).at(-1) ?? [];
    expect((await store.search(entity.name, value, 10)).hits.map(({ key }) => key)).toEqual(['one']);
  });
});

describe('entities', () => {
  const names = ['constructor', 'to-string', 'null', 'true', 'all', 'source', 'index', 'search', 'self', 'a'];
  const remove = () =>
    server.indices.delete({ index: names.map((name) => `${name}-000001`).join(), ignore_unavailable: true });
  beforeAll(remove);
  afterAll(remove);

  test('may be called like the words', async () => {
    const entities = names.map((name) => entityOf({}, name));
    expect(entities.flatMap(problemsOf)).toEqual([]);
    await store.prepare(entities);

    const changes = names.map((name) => changesOf(name).created('k', 1, { id: name }));
    const outcomes = await store.apply(changes);

    expect(outcomes.filter(({ status }) => status !== 'applied')).toEqual([]);
    for (const name of names) {
      await store.refresh(name);
      expect((await store.search(name, name, 10)).hits).toMatchObject([{ row: { id: name } }]);
    }
  });
});

/** What the server does with a name inside an object that no definition was asked about. */
async function refuses(names: readonly string[]): Promise<boolean> {
  const entity = entityOf({ o: object(Object.fromEntries(names.map((name) => [name, keyword()]))) });
  expect(problemsOf(entity)).toHaveLength(1);
  const refused = await store.prepare([entity]).catch((error: unknown) => error);
  if (refused instanceof Error) return true;
  const inside = Object.fromEntries(names.map((name) => [name, 'value']));
  const [outcome] = await store.apply([changesOf(entity.name).created('k', 1, { id: 'k', o: inside })]);
  if (outcome?.status !== 'applied') return outcome?.status === 'rejected';
  await store.refresh(entity.name);
  const hits = await Promise.all(
    names.map((name) => server.count({ index: entity.name, body: { query: { term: { [`o.${name}`]: 'value' } } } })),
  );
  return hits.some(({ body }) => body.count === 0);
}

describe('a refused name', () => {
  const blank = [' ', '\u001c', '\u3000'];
  const byServer = ['', '.', '..', 'a.', '.a', 'a..b', 'a\ud800', ...blank.flatMap((one) => [`a.${one}`, `${one}.a`])];

  test.each(byServer.map((name) => [JSON.stringify(name), name]))('is refused by the server: %s', async (_, name) => {
    expect(await refuses([name])).toBe(true);
  });

  test('and so is a path beside its beginning', async () => {
    expect(await refuses(['a', 'a.b'])).toBe(true);
  });

  test('the others have the reason of another place', () => {
    const others = REFUSALS.filter(({ refuses: refused }) => !byServer.some(refused));
    expect(others.map(({ because }) => because)).toEqual([
      'JavaScript takes it for an object’s prototype',
      'Glue takes names of at most 255 bytes',
    ]);
  });
});
