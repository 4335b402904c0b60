import { describe, expect, test } from 'vitest';
import { film } from '../../../examples/film-shop/entities.ts';
import { compareAll } from '../../../cli/compare.ts';
import { describeComparison } from '../../../cli/output/comparison.ts';
import { where } from '../../../shared/domain/definition/where.ts';
import type { Filters } from '../../../shared/domain/filter.ts';
import type { Row } from '../../../shared/domain/json.ts';
import type { SourceRow } from '../../../shared/ports/item-source.ts';
import type { StoredDocument } from '../../../shared/ports/search-store.ts';

const row = (key: string, content: Row): SourceRow => ({ status: 'row', entity: 'film', key, row: content, readAt: 0 });
const document = (key: string, content: Row, deleted = false): StoredDocument => ({
  key,
  row: content,
  marks: { deleted },
});

async function* each<T>(values: readonly T[]): AsyncIterable<T> {
  for (const value of values) yield await Promise.resolve(value);
}

function compare(
  rows: readonly SourceRow[],
  documents: readonly StoredDocument[],
  examples?: number,
  filters?: Filters,
) {
  return compareAll({
    entities: ['film'],
    sources: [{ scan: () => each(rows) }],
    store: { refresh: () => Promise.resolve(), scan: () => each(documents) },
    ...(examples !== undefined && { examples }),
    filters,
  });
}

describe('table and index', () => {
  test('are in step when every row has its equal, whatever the order of fields', async () => {
    const comparison = await compare(
      [row('b', { id: 'b', n: 1 }), row('a', { id: 'a' })],
      [document('a', { id: 'a' }), document('b', { n: 1, id: 'b' }), document('gone', {}, true)],
    );
    expect(comparison).toMatchObject({ inStep: true, entities: [{ rows: 2, equal: 2, differences: 0 }] });
    expect(describeComparison(comparison)).toContain('in step: film 2/2');
  });

  test('names what is missing, extra and different, with its fields', async () => {
    const { inStep, examples } = await compare(
      [row('a', { n: 1, m: 2 }), row('b', {}), row('c', {})],
      [document('a', { n: 2, k: 1 }), document('b', {}, true), document('d', {})],
    );
    expect(inStep).toBe(false);
    expect(examples).toEqual([
      { entity: 'film', key: 'a', kind: 'different', fields: ['k', 'm', 'n'] },
      { entity: 'film', key: 'b', kind: 'missing' },
      { entity: 'film', key: 'd', kind: 'extra' },
      { entity: 'film', key: 'c', kind: 'missing' },
    ]);
  });

  test('rows outside the filter of the subscription belong in no index', async () => {
    const filters = { film: where(film, { genre: 'Comedy' }) };
    const rows = [row('a', { genre: 'Comedy' }), row('b', { genre: 'Drama' }), row('c', { genre: 'Drama' })];
    const documents = [document('a', { genre: 'Comedy' }), document('b', { genre: 'Drama' })];

    expect(await compare(rows, documents, 20, filters)).toMatchObject({
      inStep: false,
      entities: [{ rows: 1, equal: 1, differences: 1 }],
      examples: [{ key: 'b', kind: 'extra' }],
    });
  });

  test('counts all differences and shows the first', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => row(`k${index}`, {}));
    const comparison = await compare(rows, [], 5);
    expect(comparison.examples).toHaveLength(5);
    expect(comparison.entities).toMatchObject([{ rows: 30, equal: 0, differences: 30 }]);
    expect(describeComparison(comparison)).toMatch(/NOT in step: film 0\/30[^]*and 25 more/);
  });

  test('a rejected item belongs in no index', async () => {
    const reason = { code: 'HW_ROW_INVALID', message: 'film x: /title must be string' } as const;
    const rejected: SourceRow = { status: 'rejected', entity: 'film', key: 'x', reason };
    expect(await compare([rejected], [])).toMatchObject({ inStep: true, entities: [{ rejected: 1 }] });
    expect(await compare([rejected], [document('x', {})])).toMatchObject({ examples: [{ kind: 'extra' }] });
  });
});
