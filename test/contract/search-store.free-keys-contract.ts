/** The part of the contract about `map()` and `rest()`: what their schema takes, the store takes. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { list, map, object, optional, rest } from '../../shared/domain/definition/fields.ts';
import { LONGEST_FREE_PATH, MOST_FREE_BYTES } from '../../shared/domain/definition/free-keys.ts';
import type { Json, JsonObject, Row } from '../../shared/domain/row/json.ts';
import { RowValidator } from '../../shared/domain/schema/row-schema.ts';
import type { SearchStore } from '../../shared/ports/search-store.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';

/** With the longest path that a field can have. */
const LONG = 'x'.repeat(LONGEST_FREE_PATH - 2);

const anyMap = fc.dictionary(
  fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', ' ', '.', 'a.', '.a', 'a.b', 'a=b', '*', '_id', '__proto__'),
  ),
  // As text and back: JSON has no -0, and no item of a table does.
  fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
) as fc.Arbitrary<JsonObject>;

export function searchStoreFreeKeysContract(store: SearchStore): void {
  describe('free keys', () => {
    const entity = defineEntity({
      name: newEntityName(),
      recognise: 'every-item',
      fields: {
        m: optional(map()),
        ms: optional(list(map())),
        o: optional(object({ [LONG]: optional(map()) })),
        kept: optional(map({ search: false })),
        other: rest(),
      },
      policy: { other: 'keep' },
    });
    const { created, newKey } = changesOf(entity.name);
    const validator = new RowValidator(entity);

    beforeAll(async () => {
      await store.prepare([entity]);
    });

    async function expectKept(row: Row): Promise<void> {
      expect(validator.check('k', row)).toBeUndefined();
      const key = newKey();
      expect(await store.apply([created(key, 1, row)])).toEqual([{ status: 'applied' }]);
      expect((await store.get(entity.name, key))?.row).toEqual(row);
    }

    test('come back as they went in, whatever their keys and values', async () => {
      const rows = fc.record({ m: anyMap, ms: fc.array(anyMap, { maxLength: 2 }), other: anyMap });
      await fc.assert(fc.asyncProperty(rows, expectKept), { numRuns: 40 });
    });

    test.each<[string, Row]>([
      ['null and empty', { m: null, ms: [], other: {} }],
      ['nothing but null', { m: { a: null, b: [null], c: {}, d: [], e: [[]], f: [{}] } }],
      ['a key twice, with and without a dot', { m: { 'a.b': 1, a: { b: 2 } } }],
      ['every form under one key', { m: { a: ['x', 1, true, null, { a: 1 }, [[2]]] } }],
      ['5,000 keys', { m: Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`key-${at}`, at])) }],
      ['numbers at each edge', { m: { a: [5e-324, 1.7976931348623157e308, -1e20, Number.MAX_SAFE_INTEGER] } }],
      ['32 levels', { m: Array.from({ length: 31 }).reduce<JsonObject>((inner) => ({ a: inner }), { a: 'x' }) }],
      ['the longest value', { m: { a: 'é'.repeat((MOST_FREE_BYTES - 2) / 2) } }],
      ['it under the longest path', { o: { [LONG]: { a: 'x'.repeat(MOST_FREE_BYTES - 2) } } }],
      ['the longest key', { o: { [LONG]: { ['k'.repeat(MOST_FREE_BYTES - 2)]: '' } } }],
      ['any size where it is not searched', { kept: { a: 'x'.repeat(300_000) } }],
    ])('come back as they went in: %s', async (_, row) => {
      await expectKept(row);
    });

    test('what is no map is refused, alone', async () => {
      const outcomes = await store.apply([created(newKey(), 1, { m: 'text' }), created(newKey(), 1, { m: {} })]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'applied']);
    });
  });
}
