/** Keys that do not tell their item, because a policy hashes them or they are too long: verify and repair scan for them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { keyword } from '../../shared/domain/definition/fields.ts';
import { documentKey } from '../../shared/domain/row/keys.ts';
import { hashUnder } from '../../shared/domain/row/protect.ts';
import { openVerifiedTable, type VerifiedTable } from '../support/verified-table.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client, server } = await openSearchForTests();
const store = createOpenSearchStore({ client });
const hash = hashUnder(Buffer.alloc(32, 7));
const LONG = 'x'.repeat(600);

describe.each([
  ['hashed', { id: 'hash' }, (id: string) => documentKey([hash(id)]), ''],
  ['too long', {}, (id: string) => documentKey([id]), LONG],
] as const)('keys that are %s', (_, policy, keyOf, tail) => {
  const person = defineEntity({
    name: newEntityName(),
    recognise: 'every-item',
    fields: { id: keyword(), city: keyword() },
    policy,
  });
  const itemId = (name: string): string => `${name}${tail}`;
  const names = ['missing', 'altered', 'gone', 'same', 'unfit'] as const;
  const keys = Object.fromEntries(names.map((name) => [name, keyOf(itemId(name))])) as Record<
    (typeof names)[number],
    string
  >;
  let table: VerifiedTable;
  beforeAll(async () => {
    table = await openVerifiedTable({ entity: person, store, hash });
  });
  afterAll(() => table.close());

  test('each way of drift is named and mended, and what fits no schema is left alone', async () => {
    for (const name of ['missing', 'altered', 'same']) {
      await table.put({ id: { S: itemId(name) }, city: { S: 'Graz' } });
    }
    await table.put({ id: { S: itemId('unfit') }, city: { N: '1' } });
    const shown = (name: string): string => (tail === '' ? hash(itemId(name)) : itemId(name));
    const index = (name: (typeof names)[number], city: string) =>
      server.index({
        index: person.name,
        id: keys[name],
        refresh: true,
        body: { id: shown(name), city, _sync: { key: keys[name], t: 1_700_000_000_000, del: false } },
      });
    await index('altered', 'Wien');
    await index('gone', 'Linz');
    await index('same', 'Graz');

    const found = new Map((await table.verify()).map(({ key, kind }) => [key, kind]));

    expect(found).toEqual(
      new Map([
        [keys.altered, 'different'],
        [keys.gone, 'extra'],
        [keys.missing, 'missing'],
      ]),
    );
    const sent = await table.repair(names.map((name) => keys[name]));
    expect([...sent.keys()].toSorted()).toEqual([keys.altered, keys.gone, keys.missing].toSorted());
    expect(await table.verify()).toEqual([]);
    expect((await store.get(person.name, keys.missing))?.row).toEqual({ id: shown('missing'), city: 'Graz' });
    expect((await store.get(person.name, keys.gone))?.marks.deleted).toBe(true);
  });
});
