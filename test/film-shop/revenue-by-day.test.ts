/** The film shop's own query over the history of its stock, against plain sums of the sales. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stock } from '../../examples/film-shop/entities.ts';
import { revenueByDay } from '../../examples/film-shop/queries.ts';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { FORMS, inForm } from '../support/query-forms.ts';
import { decimal, sales, START, writeShopLife } from '../support/shop-life.ts';

test.each(FORMS)('revenue by day, over %s: what the sales of each day took', async (form) => {
  const root = await mkdtemp(join(tmpdir(), 'headwater-revenue-'));
  await writeShopLife(root);
  const history = await openHistory({ directory: root, entities: [stock] });

  const { rows } = await history.query(inForm(form, revenueByDay.sql, stock, root));

  history.close();
  await rm(root, { recursive: true });
  const told = rows.map(({ day, store, units, revenue }) => [
    [day, store].map(String).join(' '),
    Number(units),
    revenue,
  ]);
  const days = Map.groupBy(sales, ({ second, store }) => `${dayOf(second)} ${store}`);
  const expected = [...days].map(([name, sold]) => {
    const cents = sold.reduce((total, sale) => total + sale.cents, 0);
    return [name, sold.length, decimal(cents)];
  });
  expect(told.filter(([, units]) => units !== 0)).toEqual(expected.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)));
});

function dayOf(second: number): string {
  return new Date(START + second * 1000).toISOString().slice(0, 10);
}
