/** A film is forgotten: every store had it, none has it, and all else is as it was. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { beforeAll, expect, test } from 'vitest';
import { sendToConsumer } from '../../operations/deployment/senders.ts';
import { collectLetters } from '../../operations/letters/collect.ts';
import { snapshotOf } from '../../shared/domain/change/read-change.ts';
import { sendAll } from '../../shared/runtime/send-rows.ts';
import { filmItem } from '../support/stream-records.ts';
import { until, untilTrue } from '../support/until.ts';
import { headwater } from './support/headwater.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';
import { plainEndpoint } from './support/plain-endpoint.ts';
import { historyOfOthers, placesWith } from './support/plain-search.ts';

const LARGE_TITLE = 'of a great many words '.repeat(17_000);

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await connectPipeline();
});

interface Report {
  readonly proven: boolean;
  readonly rows: readonly [
    { readonly found: { readonly claims: readonly string[]; readonly letters: readonly string[] } },
  ];
}

const json = (text: string): unknown => JSON.parse(text);

async function changesOf(id: string): Promise<number> {
  const { stdout } = await headwater([
    'query',
    `SELECT count(*) AS n FROM film_history WHERE _key = '${id}'`,
    '--json',
  ]);
  const rows = json(stdout) as readonly { n: number }[];
  return rows[0]?.n ?? 0;
}

const archived = (id: string, changes: number) =>
  untilTrue(`${changes} changes of ${id} are archived`, async () => (await changesOf(id)) >= changes, 60);

async function compact(): Promise<void> {
  const { lambda } = pipeline.session.clients;
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'headwater-dev-compactor' }));
  expect(answer.FunctionError).toBeUndefined();
}

/** Large and small versions, before and after a compaction, and one that was rejected. */
async function liveAndDie(id: string, kept: string, director: string): Promise<void> {
  const film = (attributes: object) => filmItem(id, { director: { S: director }, ...attributes });
  await Promise.all([pipeline.put(film({ title: { S: LARGE_TITLE } })), pipeline.put(filmItem(kept))]);
  await archived(id, 1);
  await pipeline.setPrice(id, '12.5');
  await archived(id, 2);
  await compact();
  await pipeline.put(film({ price: { N: '1.25' } }));
  await pipeline.put(film({ title: { NULL: true } }));
  await pipeline.setPrice(kept, '7.75');
  await archived(id, 3);
  await archived(kept, 2);
  await until('the invalid version is rejected', async () => {
    const { letters } = await collectLetters(pipeline.session, { key: id }, { limit: 1_000, signal });
    return letters[0];
  });
}
const { signal } = new AbortController();

test('a forgotten film is nowhere, its history says when it changed, and no other row is touched', async () => {
  const [id, kept] = [unique('forgotten'), unique('kept')];
  const director = `Zebulon "Zeb" Quackenbush-${id.slice(-8)}`;
  const mark = `Quackenbush-${id.slice(-8)}`;
  await liveAndDie(id, kept, director);
  const refused = await headwater(['forget', 'film', id, '--yes']);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('--delete-item');
  const places = await placesWith(pipeline, mark);
  for (const place of [await indexBehind('film'), 'history/', 'current/', 'compaction/', 'claims/', 'rejected']) {
    expect(places.join('\n').toLowerCase()).toContain(place);
  }

  await pipeline.remove(`FILM#${id}`, 'FILM');
  await archived(id, 4);
  const others = await historyOfOthers(pipeline, id);
  const dry = await headwater(['forget', 'film', id, '--json']);
  const again = await placesWith(pipeline, mark);
  const done = await headwater(['forget', 'film', id, '--value', director, '--yes', '--json']);

  expect(dry.code).toBe(0);
  expect(again.length).toBeGreaterThan(3);
  const report = json(done.stdout) as Report;
  expect(report).toMatchObject({ proven: true });
  expect(report.rows[0].found.claims.length).toBeGreaterThan(0);
  expect(report.rows[0].found.letters).toHaveLength(1);
  expect(done.code).toBe(0);
  expect(await placesWith(pipeline, mark)).toEqual([]);
  expect(await historyOfOthers(pipeline, id)).toEqual(others);
  expect(await pipeline.document('film', id)).toMatchObject({ row: {}, marks: { deleted: true } });
  await showsNothing(id, kept);

  await compact();
  expect(await placesWith(pipeline, mark)).toEqual([]);
  await showsNothing(id, kept);
});

/** The physical index: another test's reindex may have made a new one. */
async function indexBehind(alias: string): Promise<string> {
  const answer = await fetch(`${plainEndpoint(pipeline.session.deployment)}/_alias/${alias}`);
  const indices = Object.keys((await answer.json()) as object);
  expect(indices).toHaveLength(1);
  return indices[0] ?? '';
}

/** Current, as of a time in its life, and its life: of the one nothing but times, of the other all. */
async function showsNothing(id: string, kept: string): Promise<void> {
  const current = await headwater(['query', `SELECT id FROM film_current WHERE id IN ('${id}', '${kept}')`, '--json']);
  expect(json(current.stdout)).toEqual([{ id: kept }]);
  const asOf = await headwater(['history', 'film', id, '--at', new Date().toISOString(), '--json']);
  expect(json(asOf.stdout)).toEqual([]);
  const life = await headwater(['query', '--named', 'film-row-history', '--param', id, '--json']);
  const rows = json(life.stdout) as readonly Record<string, unknown>[];
  expect(rows).toHaveLength(4);
  for (const row of rows)
    expect(row).toMatchObject({ _operation: 'deleted', title: null, director: null, price: null });
  const price = await headwater(['query', `SELECT price FROM film_current WHERE id = '${kept}'`, '--json']);
  expect(json(price.stdout)).toEqual([{ price: '7.75' }]);
}

test('what a replay brings back is erased again', async () => {
  const id = unique('returns');
  const director = `Ottoline Featherstonehaugh-${id.slice(-8)}`;
  // Times of changes are whole seconds.
  const from = new Date(Date.now() - 1_000).toISOString();
  await pipeline.put(filmItem(id, { director: { S: director } }));
  await archived(id, 1);
  const done = await headwater(['forget', 'film', id, '--delete-item', '--value', director, '--yes']);
  expect(done).toMatchObject({ code: 0 });
  expect(await placesWith(pipeline, director)).toEqual([]);

  const replayed = await headwater(['replay', '--from', from, '--consumer', 'analytics', '--wait', '--yes']);
  expect(replayed.stderr).toContain('forget --again --yes');
  await until('the replay has brought it back', async () => (await placesWith(pipeline, director))[0], 60);
  const repeated = await headwater(['forget', '--again', '--value', director, '--yes']);

  expect(repeated).toMatchObject({ code: 0 });
  expect(await placesWith(pipeline, director)).toEqual([]);
  expect(await changesOf(id)).toBe(2);
});

test('a row that something writes again and again is not erased, and forget says why', async () => {
  const id = unique('rewritten');
  await pipeline.put(filmItem(id, { director: { S: `Balthazar Thistlewood-${id.slice(-8)}` } }));
  await archived(id, 1);
  const done = new AbortController();
  const writer = (async () => {
    while (!done.signal.aborted) await pipeline.setPrice(id, '3.5');
  })();

  const { code, stdout, stderr } = await headwater(['forget', 'film', id, '--delete-item', '--yes']);
  done.abort();
  await writer;

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('was deleted and is in the table again: something writes it. Nothing was erased.');
  expect(stderr).not.toContain('--delete-item');
  const { stdout: found } = await headwater(['query', `SELECT id FROM film_history WHERE id = '${id}'`, '--json']);
  expect((json(found) as readonly unknown[]).length).toBeGreaterThan(0);
});

test(
  'compactions that run all the while do not keep an erasure from winning, and lose no other row',
  { timeout: 400_000 },
  async () => {
    const id = unique('contended');
    const director = `Araminta Ravenscroft-${id.slice(-8)}`;
    await pipeline.put(filmItem(id, { director: { S: director } }));
    await archived(id, 1);
    await compact();
    await pipeline.remove(`FILM#${id}`, 'FILM');
    await archived(id, 2);
    const done = new AbortController();
    const others: string[] = [];
    const busy = async (): Promise<void> => {
      while (!done.signal.aborted) {
        const other = unique('beside');
        await pipeline.put(filmItem(other));
        others.push(other);
        // Several at once overtake each other: one that loses says so by an error, and the next run does its work.
        await pipeline.session.clients.lambda.send(new InvokeCommand({ FunctionName: 'headwater-dev-compactor' }));
      }
    };
    const compactions = [busy(), busy()];

    const erased = await headwater(['forget', 'film', id, '--value', director, '--yes', '--json']);
    done.abort();
    await Promise.all(compactions);

    expect(erased.code, erased.stderr).toBe(0);
    expect(json(erased.stdout)).toMatchObject({ proven: true });
    expect(others.length).toBeGreaterThan(2);
    for (const other of others) await archived(other, 1);
    await compact();
    expect(await placesWith(pipeline, director)).toEqual([]);
    const list = others.map((other) => `'${other}'`).join(', ');
    const { stdout } = await headwater(['query', `SELECT id FROM film_current WHERE id IN (${list})`, '--json']);
    expect((json(stdout) as readonly { id: string }[]).map((row) => row.id).toSorted()).toEqual(others.toSorted());
  },
);

test('a row of which no deletion ever came is forgotten by an absence', async () => {
  const id = unique('unheard-of');
  const director = `Perpetua Winterbottom-${id.slice(-8)}`;
  const readAt = Date.now() - 7_200_000;
  const row = { id, title: 'A film', releaseDate: '1998-06-12', price: 9.99, director };
  const change = snapshotOf({ entity: 'film', key: id, readAt, row }, { cause: 'backfill' });
  for (const consumer of ['search', 'analytics']) {
    await sendAll([change], sendToConsumer(pipeline.session, 'shop', consumer), () => 20_000);
  }
  await archived(id, 1);
  await until('it is in the index', () => pipeline.document('film', id));

  const done = await headwater(['forget', 'film', id, '--value', director, '--yes', '--json']);

  expect(done.code).toBe(0);
  expect(json(done.stdout)).toMatchObject({ proven: true, rows: [{ told: ['search', 'analytics'] }] });
  expect(await placesWith(pipeline, director)).toEqual([]);
  expect(await pipeline.document('film', id)).toMatchObject({ row: {}, marks: { deleted: true } });
});
