/** Every spelling that the schema takes is the same instant in the row, in the real index, and in the analytics copy. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowOfItem } from '../../shared/adapters/dynamodb/row-of-item.ts';
import { copiedRows } from '../../shared/adapters/duckdb/copied-row.ts';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { readAlias } from '../../shared/dialects/opensearch/names.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { relationNames } from '../../shared/dialects/sql/analytics-sql.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import {
  date,
  epochMilliseconds,
  epochSeconds,
  localTimestamp,
  timestamp,
} from '../../shared/domain/definition/fields.ts';
import { anySpelling, since1970 } from '../property/time-spellings.ts';
import { writeHistoryFile } from './history-store-files.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const ROWS = 3_000;
const RANGES = 100;

const { client, server } = await openSearchForTests();
const store = createOpenSearchStore({ client });
const thing = defineEntity({
  name: newEntityName(),
  recognise: 'every-item',
  fields: {
    at: timestamp(),
    on: date(),
    seconds: epochSeconds(),
    millis: epochMilliseconds(),
    local: localTimestamp({ zone: 'Europe/Paris' }),
  },
});
const INSTANTS = ['at', 'seconds', 'millis', 'local'] as const;

/** One row of each spelling, with its instant in microseconds. */
const made = fc.sample(anySpelling, { numRuns: ROWS, seed: 166 }).map(({ text, nanoseconds }, index) => {
  const micros = since1970(nanoseconds, 'micros');
  const millis = since1970(nanoseconds, 'millis');
  const item = {
    at: { S: text },
    on: { S: new Date(Number(millis)).toISOString().slice(0, 10) },
    seconds: { N: decimalText(micros, 6) },
    millis: { N: decimalText(micros, 3) },
    local: { S: text },
  };
  const row = rowOfItem({ entity: thing, key: '', keyFields: {} }, item, new Set());
  return { key: String(index).padStart(6, '0'), text, micros, millis, row };
});

function decimalText(unscaled: bigint, digits: number): string {
  const text = String(unscaled < 0n ? -unscaled : unscaled).padStart(digits + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

const { created } = changesOf(thing.name);
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'headwater-times-'));
  await store.prepare([thing]);
  return () => rm(directory, { recursive: true });
});

interface Hit {
  readonly _id: string;
  readonly sort: readonly number[];
}

async function searched(body: object): Promise<readonly Hit[]> {
  const answer = await server.search({ index: readAlias(thing.name), body });
  return answer.body.hits.hits as unknown as Hit[];
}

test('the real index takes each of them, and has it at its millisecond', async () => {
  const outcomes = await store.apply(made.map(({ key, row }) => created(key, 1, row)));
  await store.refresh(thing.name);

  const refused = made.filter((_, index) => outcomes[index]?.status !== 'applied');
  expect(refused.map(({ text, row }) => [text, row])).toEqual([]);
  const expected = new Map(made.map(({ key, millis }) => [key, Number(millis)]));
  for (const field of INSTANTS) {
    const hits = await searched({ size: ROWS, _source: false, query: { exists: { field } }, sort: [field] });
    expect(hits).toHaveLength(ROWS);
    const wrong = hits.filter(({ _id, sort }) => sort[0] !== expected.get(_id));
    expect(wrong.map(({ _id }) => [field, made[Number(_id)]?.text, made[Number(_id)]?.row[field]])).toEqual([]);
  }
});

test('a range query finds it by its row text, and a day by its own', async () => {
  const step = Math.floor(ROWS / RANGES);
  for (const { key, row } of made.filter((_, index) => index % step === 0)) {
    const ranges = (['at', 'on', 'local'] as const).map((field) => ({
      range: { [field]: { gte: row[field], lte: row[field] } },
    }));
    const hits = await searched({
      size: 100,
      query: { bool: { filter: [...ranges, { term: { '_sync.key': key } }] } },
    });
    expect(hits.map(({ _id }) => _id)).toEqual([key]);
  }
});

test('the analytics copy has the same instant, to the microsecond, and verify finds no drift there', async () => {
  await writeHistoryFile(
    directory,
    thing,
    made.map(({ key, row }) => ({ ...created(key, 1, row), at: '2026-11-23T18:52:07Z' })),
  );
  const history = await openHistory({ directory, entities: [thing] });
  afterAll(() => history.close());

  const micros = INSTANTS.map((name) => `epoch_us("${name}")::VARCHAR AS "us_${name}"`).join(', ');
  const { rows } = await history.query(`SELECT *, ${micros} FROM "${relationNames(thing).history}" ORDER BY _key`);

  const copied = copiedRows(thing);
  expect(rows).toHaveLength(ROWS);
  rows.forEach((answer, index) => {
    const { micros: expected, row } = made[index] ?? { micros: 0n, row: {} };
    expect(INSTANTS.map((name) => answer[`us_${name}`])).toEqual(INSTANTS.map(() => String(expected)));
    expect(copied.ofCopy(answer)).toEqual(copied.ofTable(row));
  });
});
