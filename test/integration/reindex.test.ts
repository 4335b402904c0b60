/** Reindexes while writers, readers and the deployed consumer go on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';
import { openSearch } from '../../operations/deployment/search.ts';
import { findReindexDue } from '../../shared/adapters/opensearch/indices.ts';
import { openReindex } from '../../shared/adapters/opensearch/reindex/open-reindex.ts';
import { liveIndex } from '../../shared/adapters/opensearch/reindex/reindex-indices.ts';
import { readState } from '../../shared/adapters/opensearch/reindex/reindex-record.ts';
import { endReindex, rollBack } from '../../shared/adapters/opensearch/reindex/run-reindex.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { newEntityName } from '../contract/search-store.entity.ts';
import { openSearchForTests, searchEndpoint } from '../contract/search-store.server.ts';
import type { DriverOrder } from '../support/reindex-driver.ts';
import { changedEntity, plainEntity } from '../support/reindex-entity.ts';
import { startWorld, type ReindexWorld } from '../support/reindex-world.ts';
import { reindexing, SETTLE_MS } from '../support/reindexing.ts';
import { untilTrue } from '../support/until.ts';
import { filmItem } from '../support/stream-records.ts';
import { connectPipeline, unique } from './support/pipeline.ts';

const { client, server } = await openSearchForTests();
const { run, end, contextOf, indicesOf } = reindexing({ client, server });
const worlds: ReindexWorld[] = [];

async function newWorld(name: string): Promise<ReindexWorld> {
  const world = await startWorld(plainEntity(name), { client, server });
  worlds.push(world);
  return world;
}

afterAll(async () => {
  await Promise.all(worlds.map((world) => world.stop()));
});

async function expectRight(world: ReindexWorld, ...indices: string[]): Promise<void> {
  // Where little was left to do, the reader goes on until it has seen something.
  await untilTrue('the reader has searched', () => Promise.resolve(world.searches() > 5));
  expect(await world.stop()).toEqual([]);
  for (const index of indices) expect(await world.check(index), index).toEqual([]);
}

test('the deployed consumer goes on through a reindex, a way back and its end; table and index agree all along', async () => {
  const pipeline = await connectPipeline();
  const { client: deployed, entities } = openSearch(pipeline.session);
  const declared = entities.find(({ name }) => name === 'film');
  if (!declared) throw new Error('no film');
  const changed: Entity = { ...declared, search: { synonyms: ['sci-fi, science fiction'] } };
  const before = await liveIndex(deployed, 'film');
  const ids = Array.from({ length: 12 }, () => unique('reindexed'));
  for (const id of ids) await pipeline.put(filmItem(id));
  const writing = new AbortController();
  const writes = (async () => {
    for (let round = 1; !writing.signal.aborted; round += 1) {
      for (const id of ids.slice(0, 9)) await pipeline.setPrice(id, String(round));
      const spare = ids.at(9 + (round % 3)) ?? '';
      await (round % 2 === 0 ? pipeline.put(filmItem(spare)) : pipeline.remove(`FILM#${spare}`, 'FILM'));
    }
  })();
  const inStep = async () => (await pipeline.compare()).inStep;

  expect(await run(changed)).toMatchObject({ stopped: 'kept' });
  expect(await liveIndex(deployed, 'film')).not.toBe(before);
  const lease = await openReindex(deployed, 'film', 'rollback');
  expect(await rollBack(contextOf(changed, lease))).toMatchObject({ stopped: 'rolled-back' });
  await lease.release();
  writing.abort();
  await writes;
  await untilTrue('table and index agree', inStep, 60);

  await endReindex(contextOf(changed, await openReindex(deployed, 'film', 'undo')), 'undoing');
  await pipeline.setPrice(ids[0] ?? '', '77');
  await untilTrue(
    'the last write arrives',
    async () => (await pipeline.document('film', ids[0] ?? ''))?.row['price'] === 77,
    60,
  );
  expect(await inStep()).toBe(true);
  expect(await liveIndex(deployed, 'film')).toBe(before);
});

describe.concurrent('while writes and deletes go on', () => {
  test('readers notice nothing, and the new index serves what the new definition says', async () => {
    const name = newEntityName();
    const world = await newWorld(name);
    const changed = changedEntity(name);
    expect((await findReindexDue(client, changed))?.why).toEqual([
      expect.stringMatching(/^field votes: type long, now double/),
      expect.stringMatching(/^search settings: analyzer default_search as usual, now .*standard/),
      expect.stringMatching(/^search settings: filter synonyms as usual, now .*fixed, steady/),
    ]);

    expect(await run(changed)).toMatchObject({ stopped: 'kept', verification: { refused: [], different: [] } });

    expect(await liveIndex(client, name)).toBe(`${name}-000002`);
    expect(await findReindexDue(client, changed)).toBeUndefined();
    expect((await createOpenSearchStore({ client }).search(name, 'steady', 1)).total).toBe(300);
    await expectRight(world, `${name}-000002`, `${name}-000001`);
    await end(name, 'finish');
    expect(await indicesOf(name)).toEqual([`${name}-000002`]);
    expect(await readState(client, name)).toBeUndefined();
  });

  test('the way back loses nothing that was written meanwhile', async () => {
    const name = newEntityName();
    const world = await newWorld(name);
    await run(changedEntity(name));

    const lease = await openReindex(client, name, 'rollback');
    expect(await rollBack(contextOf(changedEntity(name), lease))).toMatchObject({ stopped: 'rolled-back' });
    await lease.release();

    expect(await liveIndex(client, name)).toBe(`${name}-000001`);
    await end(name, 'undo');
    expect(await indicesOf(name)).toEqual([`${name}-000001`]);
    await expectRight(world, `${name}-000001`);
  });

  const places: [where: string, stop: (name: string) => DriverOrder['stop']][] = [
    ['before anything is made', (name) => [`PUT /headwater-reindex/_doc/${name}`, 1]],
    ['when the live index is marked', () => ['POST /_aliases', 1]],
    ['when the new index is made', (name) => [`PUT /${name}-000002`, 1]],
    ['while it waits for the writers', (name) => [`PUT /headwater-reindex/_doc/${name}`, 3]],
    ['when a page is copied', () => ['POST /_bulk', 1]],
    ['while it compares', (name) => [`POST /${name}-000002/_refresh`, 1]],
    ['when the alias has moved', () => ['POST /_aliases', 2]],
    ['while it compares for the last time', (name) => [`POST /${name}-000002/_refresh`, 3]],
  ];

  test.each(places)('killed %s, it goes on', async (_, stop) => {
    const name = newEntityName();
    const world = await newWorld(name);
    await killedAt({ endpoint: searchEndpoint, entity: name, settleMs: SETTLE_MS, stop: stop(name) });

    expect(await run(changedEntity(name))).toMatchObject({ stopped: 'kept' });

    expect(await liveIndex(client, name)).toBe(`${name}-000002`);
    await expectRight(world, `${name}-000002`, `${name}-000001`);
  });

  test.each([places[2], places[4], places[5]].filter((place) => place !== undefined))(
    'killed %s, it can be undone',
    async (_, stop) => {
      const name = newEntityName();
      const world = await newWorld(name);
      await killedAt({ endpoint: searchEndpoint, entity: name, settleMs: SETTLE_MS, stop: stop(name) });

      await end(name, 'undo');

      expect(await indicesOf(name)).toEqual([`${name}-000001`]);
      expect(await readState(client, name)).toBeUndefined();
      await expectRight(world, `${name}-000001`);
    },
  );
});

async function killedAt(order: DriverOrder): Promise<void> {
  const child = spawn(process.execPath, ['test/support/reindex-driver.ts', JSON.stringify(order)]);
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const ended = once(child, 'exit');
  const stopped = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)]);
  child.kill('SIGKILL');
  await ended;
  if (!stopped) throw new Error(`the driver ended before it came to ${order.stop.join(' ')}: ${said}`);
}
