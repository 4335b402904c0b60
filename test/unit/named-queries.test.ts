/** The named queries, as DuckDB runs them over its views and as Athena's text, against what plain code makes of a shop's life. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stock } from '../../examples/film-shop/entities.ts';
import { seededRandom } from '../../examples/film-shop/seeded-random.ts';
import definition from '../../examples/film-shop/headwater.config.ts';
import { openHistory, type History } from '../../shared/adapters/duckdb/history.ts';
import { typedNothing } from '../../shared/dialects/duckdb/sql-text.ts';
import { analyticsColumns } from '../../shared/domain/history/analytics-columns.ts';
import { standalone, type EntityTables } from '../../shared/dialects/sql/analytics-sql.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { namedQueries } from '../../shared/dialects/sql/named-queries.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { writeHistoryFile } from '../contract/history-store-files.ts';

interface Shelf {
  readonly quantity: number;
  readonly sold: number;
  /** Cents. */
  readonly revenue: number;
}
interface Write {
  readonly key: string;
  readonly second: number;
  readonly shelf: Shelf | undefined;
  readonly change: Change;
}

const HOURS = 60;
const START = Date.UTC(2026, 10, 20, 22);
const random = seededRandom('named queries');
const { writes, sales } = shopLife();
const texts = namedQueries(definition);
let root: string;
let history: History;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'headwater-named-'));
  // Late and twice: what an hour holds lies in two files, the second with some of the first again.
  for (let hour = 0; hour < HOURS; hour += 1) {
    const changes = writes.filter(({ second }) => Math.floor(second / 3600) === hour).map(({ change }) => change);
    const half = Math.floor(changes.length / 2);
    for (const part of [changes.slice(half).toReversed(), changes.slice(0, half + 2)]) {
      if (part.length > 0) await writeHistoryFile(root, stock, part);
    }
  }
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
  return (await history.query(FORMS[form](query.sql), values)).rows;
}

type Form = keyof typeof FORMS;
const FORMS = {
  'the views': (sql: string) => sql,
  "Athena's text": (sql: string) => standalone(sql, [stock], fileTables),
};

/** There is no snapshot here: test/unit/athena-current.test.ts has some. */
function fileTables(entity: Entity): EntityTables {
  const hive = 'hive_partitioning = true, hive_types_autocast = false';
  return {
    history: `read_parquet('${root}/history/entity=${entity.name}/*/*/*.parquet', union_by_name = true, ${hive})`,
    snapshot: `(${typedNothing(analyticsColumns(entity))})`,
    reach: "(SELECT '' AS history_from, '' AS outlived_before WHERE false)",
  };
}

describe.each(Object.keys(FORMS) as Form[])('over %s', (form) => {
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

  test('revenue by day: what the sales of each day took', async () => {
    const told = await ask(form, 'revenue-by-day');

    const lines = told.map(({ day, store, units, revenue }) => [words(day, store), Number(units), revenue]);
    const days = Map.groupBy(sales, ({ second, store }) => `${dayOf(second)} ${store}`);
    const expected = [...days].map(([name, sold]) => [name, sold.length, decimal(sum(sold.map(({ cents }) => cents)))]);
    expect(lines.filter(([, units]) => units !== 0)).toEqual(
      expected.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    );
  });
});

function shopLife() {
  const made: Write[] = [];
  const sold: { readonly second: number; readonly store: string; readonly cents: number }[] = [];
  const table = new Map<string, Shelf>();
  for (let sequence = 1; sequence <= 1_500; sequence += 1) {
    const second = Math.floor((sequence / 1_501) * HOURS * 3_600);
    const [film, store] = [`f${Math.floor(random() * 12)}`, random() < 0.5 ? 'lagos' : 'osaka'];
    const key = `${film}|${store}`;
    const before = table.get(key);
    let shelf: Shelf | undefined;
    if (!before) shelf = { quantity: 1_000, sold: 0, revenue: 0 };
    else if (random() < 0.03) shelf = undefined;
    else {
      const cents = 349 + Math.floor(random() * 2_000);
      shelf = { quantity: before.quantity - 1, sold: before.sold + 1, revenue: before.revenue + cents };
      sold.push({ second, store, cents });
    }
    if (shelf) table.set(key, shelf);
    else table.delete(key);
    made.push({ key, second, shelf, change: changeOf(sequence, second, key, before, shelf) });
  }
  return { writes: made, sales: sold };
}

function changeOf(sequence: number, second: number, key: string, before?: Shelf, after?: Shelf): Change {
  const base = {
    entity: 'stock',
    id: `e${sequence}`,
    key,
    at: new Date(START + second * 1000).toISOString(),
    position: positionOf('2026-11-01T09:00:00.000', String(sequence)),
  };
  if (!after) return { ...base, operation: 'deleted', before: rowOf(key, before) };
  if (!before) return { ...base, operation: 'created', after: rowOf(key, after) };
  return { ...base, operation: 'updated', after: rowOf(key, after), before: {}, changed: ['quantity'] };
}

function rowOf(key: string, shelf: Shelf = { quantity: 0, sold: 0, revenue: 0 }) {
  const [filmId = '', store = ''] = key.split('|');
  return { filmId, store, quantity: shelf.quantity, sold: shelf.sold, revenue: Number(decimal(shelf.revenue)) };
}

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

function dayOf(second: number): string {
  return new Date(START + second * 1000).toISOString().slice(0, 10);
}

function decimal(cents: number): string {
  return (cents / 100).toFixed(2);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
