/** The named queries, as DuckDB runs them over its views and as Athena's text, against what plain code makes of a shop's life. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stock } from '../fixtures/shop/entities.ts';
import definition from '../fixtures/shop/headwater.config.ts';
import { openHistory, type History } from '../../shared/adapters/duckdb/history.ts';
import { namedQueries } from '../../shared/dialects/sql/named-queries.ts';
import { FORMS, inForm, type Form } from '../support/query-forms.ts';
import { decimal, HOURS, START, writes, writeShopLife } from '../support/shop-life.ts';

const texts = namedQueries(definition);
let root: string;
let history: History;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'headwater-named-'));
  await writeShopLife(root);
  history = await openHistory({ directory: root, entities: [stock] });
});
afterAll(async () => {
  history.close();
  await rm(root, { recursive: true });
});

/** A row of each answer, as somebody reads it. */
type Told = Record<string, unknown>;

async function ask(form: Form, name: string, ...values: string[]): Promise<readonly Told[]> {
  const query = texts.find((one) => one.name === name);
  if (!query) throw new Error(`no query ${name}`);
  return (await history.query(inForm(form, query.sql, stock, root), values)).rows;
}

describe.each(FORMS)('over %s', (form) => {
  test('current state: what the table holds', async () => {
    expect(byKey(await ask(form, 'stock-current'))).toEqual(tableAt(Infinity));
  });

  test('state as of a time: what the table held then', async () => {
    for (const second of [0, 3_600 * 7, 3_600 * 26 + 1_800, 3_600 * HOURS]) {
      const moment = new Date(START + second * 1000).toISOString().replace('T', ' ').replace('Z', '');
      expect(byKey(await ask(form, 'stock-as-of', moment))).toEqual(tableAt(second));
    }
  });

  test("one row's history: its changes, in order, once each", async () => {
    const key = writes[0]?.key ?? '';
    const told = await ask(form, 'stock-row-history', key);

    expect(told.map((row) => [row['_event_id'], row['_operation']])).toEqual(
      writes.filter((write) => write.key === key).map(({ change }) => [change.id, change.operation]),
    );
  });

  test('changes per hour, of the days asked for', async () => {
    const counts = new Map<string, number>();
    for (const { change } of writes) {
      const [date, hour] = [change.at.slice(0, 10), change.at.slice(11, 13)];
      if (date !== '2026-11-21' && date !== '2026-11-22') continue;
      const name = `${date} ${hour} ${change.operation}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }

    const told = await ask(form, 'stock-changes-per-hour', '2026-11-21', '2026-11-22');

    const lines = told.map((row) => [words(row['date'], row['hour'], row['_operation']), row['changes']]);
    expect(lines).toEqual([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });

  test('a query of the definition: the highest revenue of each day and store', async () => {
    const highest = new Map<string, number>();
    for (const { change, key, shelf } of writes) {
      if (!shelf) continue;
      const name = words(change.at.slice(0, 10), key.split('|')[1]);
      highest.set(name, Math.max(highest.get(name) ?? 0, shelf.revenue));
    }

    const told = await ask(form, 'revenue-by-day');

    expect(told.map(({ day, store, revenue }) => [words(day, store), revenue])).toEqual(
      [...highest].map(([name, cents]) => [name, decimal(cents)]).toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    );
  });
});

function tableAt(second: number): Map<string, Told> {
  const table = new Map<string, Told>();
  for (const write of writes) {
    if (write.second > second) break;
    const { shelf, key } = write;
    if (shelf) table.set(key, { quantity: shelf.quantity, sold: shelf.sold, revenue: decimal(shelf.revenue) });
    else table.delete(key);
  }
  return table;
}

function byKey(rows: readonly Told[]): Map<string, Told> {
  return new Map(rows.map(({ _key, quantity, sold, revenue }) => [String(_key), { quantity, sold, revenue }]));
}

function words(...values: unknown[]): string {
  return values.map(String).join(' ');
}
