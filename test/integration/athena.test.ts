/** Athena's API and the deployed Glue tables, asked the named queries: the answers must be those of DuckDB's views. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, test } from 'vitest';
import { estimateQuestion } from '../../operations/analytics/estimate.ts';
import { analyticsOf, openQuestions, type Engine } from '../../operations/analytics/open-questions.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import { standalone, tablesIn } from '../../shared/dialects/sql/analytics-sql.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import { namedQueries } from '../../shared/dialects/sql/named-queries.ts';
import type { Answer } from '../../shared/ports/analytics-questions.ts';
import { filmItem, stockItem } from '../support/stream-records.ts';
import { untilTrue } from '../support/until.ts';
import { connectPipeline, unique } from './support/pipeline.ts';

const pipeline = await connectPipeline();
const { session } = pipeline;
const store = createS3SnapshotStore({ client: session.clients.s3, bucket: analyticsOf(session).bucket });
const id = unique('athena');
const VALUES: Readonly<Record<string, (query: string) => string[]>> = {
  key: (query) => [query.startsWith('stock') ? `${id}|lagos` : id],
  'time, as 2026-11-23 18:00:00': () => [new Date().toISOString().slice(0, 19).replace('T', ' ')],
  'first day': () => [new Date().toISOString().slice(0, 10)],
  'last day': () => [new Date().toISOString().slice(0, 10)],
};

beforeAll(async () => {
  await pipeline.put(filmItem(id, { director: { S: 'O\'Hara "K" – ?' }, imdbRating: { N: '7.5' } }));
  await pipeline.put(stockItem(id, 'lagos', 3));
  await pipeline.setPrice(id, '12.30');
  const sql = 'SELECT _key FROM film_history WHERE _key = ? UNION ALL SELECT _key FROM stock_history WHERE filmid = ?';
  await untilTrue('all changes are in the copy', async () => (await ask('duckdb', sql, [id, id])).rows.length === 3);
}, 90_000);

const STATES: Readonly<Record<string, () => Promise<void>>> = {
  'before a compaction': () => Promise.resolve(),
  'after it': compact,
  'with changes after it': async () => {
    await pipeline.put(filmItem(`${id}-later`));
    await pipeline.put(filmItem(`${id}-gone`));
    await pipeline.remove(`FILM#${id}-gone`, 'FILM');
    await pipeline.setPrice(id, '14.70');
    const later = 'SELECT _key FROM film_history WHERE _key LIKE ?';
    await untilTrue('the changes are in the copy', async () => {
      return (await ask('duckdb', later, [`${id}%`])).rows.length === 6;
    });
  },
};

describe.each(Object.keys(STATES))('%s', (state) => {
  beforeAll(async () => STATES[state]?.(), 60_000);

  test.each(namedQueries(session.definition).map((query) => [query.name, query] as const))('%s', async (_, query) => {
    const values = (query.parameters ?? []).flatMap((parameter) => VALUES[parameter]?.(query.name) ?? []);

    const [athena, duckdb] = [await ask('athena', query.sql, values), await ask('duckdb', query.sql, values)];

    expect(comparable(athena)).toEqual(comparable(duckdb));
    expect(athena.rows.length).toBeGreaterThan(query.name === 'films-that-left' ? -1 : 0);
  });

  test('a saved query, which asks for the days that it reads', async () => {
    const { glueDatabase = '' } = analyticsOf(session);
    const sql = 'SELECT _key, price FROM film_current';
    const saved = standalone(sql, analyticsEntities(session.definition), (entity) => tablesIn(glueDatabase, entity));

    expect(comparable(await ask('athena', saved, []))).toEqual(comparable(await ask('duckdb', sql, [])));
  });
});

test('what current state costs at most is its snapshot and the days that go with it', async () => {
  const estimate = (sql: string) =>
    estimateQuestion(sql, analyticsEntities(session.definition), analyticsOf(session), session.clients.s3);
  const [history, current] = [await estimate('FROM film_history'), await estimate('FROM film_current')];
  const { files } = (await store.manifest('film'))?.manifest ?? { files: [] };
  const snapshot = files.reduce((total, { bytes }) => total + bytes, 0);

  // All history of a cloud that came up today is of these days.
  expect(snapshot).toBeGreaterThan(0);
  expect(current.mostBytes).toBe(history.mostBytes + snapshot);
});

test('a wrong question is refused in the engine’s words', async () => {
  await expect(ask('athena', 'SELECT nothing FROM film_current', [])).rejects.toThrow('nothing');
  await expect(ask('athena', 'DROP TABLE film', [])).rejects.toThrow('read only');
});

async function compact(): Promise<void> {
  const answer = await session.clients.lambda.send(new InvokeCommand({ FunctionName: 'headwater-dev-compactor' }));
  expect(answer.FunctionError).toBeUndefined();
}

async function ask(engine: Engine, sql: string, values: readonly string[]): Promise<Answer> {
  const questions = await openQuestions(session, engine);
  try {
    return await questions.query(sql, values);
  } finally {
    questions.close();
  }
}

/** As text, in any order; lists left out, which Athena answers as text of its own form. */
function comparable({ rows }: Answer): readonly string[] {
  const lines = rows.map((row) =>
    Object.entries(row).flatMap(([name, value]) =>
      name === '_changed' ? [] : `${name.toLowerCase()}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  );
  return lines.map((line) => line.toSorted().join(' ')).toSorted();
}
