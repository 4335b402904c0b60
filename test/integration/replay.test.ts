/** `headwater replay` on the deployed film shop, beside live writes. */
import { beforeAll, expect, test } from 'vitest';
import { openSearch } from '../../operations/deployment/search.ts';
import { followConsumers, followReplay } from '../../operations/replay/follow.ts';
import { planReplay } from '../../operations/replay/plan.ts';
import { cancelReplay, describeReplay, startReplay } from '../../operations/replay/replays.ts';
import { film as filmEntity } from '../fixtures/shop/entities.ts';
import { until, untilTrue } from '../support/until.ts';
import { findDifferences, shopOf, type Shop } from './support/check-index.ts';
import { filmDay } from './support/film-day.ts';
import { headwater } from './support/headwater.ts';
import { pauseConsumer } from './support/pause-consumer.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';

const FILMS = 60;
/** Enough for a replay to take a second: so that it can be met while it runs. */
const WRITES = 400;

let pipeline: Pipeline;
let shop: Shop;

beforeAll(async () => {
  pipeline = await connectPipeline();
  shop = shopOf(pipeline);
});

/** Everything written so far has reached the index. */
async function untilInStep(prefix: string): Promise<void> {
  let last: readonly string[] = [];
  await untilTrue(`the index of ${prefix} is in step`, async () => {
    last = await findDifferences(shop, prefix);
    return last.length === 0;
  }).catch((error: unknown) => {
    throw new Error(`${last.length} differences, such as ${last.slice(0, 3).join('; ')}`, { cause: error });
  });
}

async function playDay(prefix: string, writes = WRITES): Promise<void> {
  await filmDay(shop, prefix, FILMS).play(writes);
  await untilInStep(prefix);
}

const none = new AbortController().signal;

test('everything replayed twice into the live index, while writes go on, changes nothing', async () => {
  const prefix = unique('live');
  const day = filmDay(shop, prefix, FILMS);
  await day.play(WRITES);
  const writes = day.goOn();

  const runs = [];
  for (const times of [1, 2]) {
    runs.push({ times, ...(await headwater(['replay', '--from', 'start', '--consumer', 'search', '--yes'])) });
  }
  const written = await writes.stop();
  await untilInStep(prefix);
  await untilTrue('nothing is left to do', async () => {
    return (await pipeline.messages(pipeline.consumer('search').bufferUrl)) === 0;
  });

  expect(runs).toMatchObject([{ code: 0 }, { code: 0 }]);
  expect(written).toBeGreaterThan(50);
  expect(await findDifferences(shop, prefix)).toEqual([]);
});

test('an emptied index is rebuilt, as far as the archive reaches', async () => {
  const { session } = pipeline;
  const [older, newer] = [unique('older'), unique('newer')];
  await playDay(older);
  const since = Math.floor(Date.now() / 1000) * 1000 + 1000;
  await untilTrue('another second has begun', () => Promise.resolve(Date.now() > since));
  await playDay(newer);
  await openSearch(session).store.clear(filmEntity);
  const lost = await findDifferences(shop, newer);

  // An archive that reaches back to the beginning of the newer day only.
  const search = pipeline.consumer('search');
  const range = { from: new Date(since), to: new Date() };
  const plan = planReplay(session.deployment, [search], range, new Date());
  await startReplay(session.clients.eventBridge, plan);
  await followReplay(session, plan.name, none);
  await untilInStep(newer);
  await followConsumers(session, [search], new Map(), none);
  const missing = (await findDifferences(shop, older)).filter((line) => line.startsWith('film'));
  const whole = await headwater(['replay', '--from', 'start', '--consumer', 'search', '--yes']);
  await untilInStep(older);

  expect(lost.length).toBeGreaterThan(0);
  expect(missing.length).toBeGreaterThan(0);
  expect(missing.every((line) => line.endsWith('the index nothing'))).toBe(true);
  expect(whole).toMatchObject({ code: 0 });
  expect(await findDifferences(shop, newer)).toEqual([]);
});

test('a consumer with side effects receives nothing of a replay to others, nor of one to itself', async () => {
  const { session } = pipeline;
  await playDay(unique('quiet'), 50);
  const lowStock = pipeline.consumer('low-stock');
  await followConsumers(session, [lowStock], new Map(), none);
  const others = ['search', 'analytics', 'checkout'].flatMap((name) => ['--consumer', name]);
  const received: number[] = [];

  // Whatever is sent to it while it reads nothing stays in its buffer.
  await pauseConsumer(lowStock, async () => {
    expect(await headwater(['replay', '--from', 'start', ...others, '--yes'])).toMatchObject({ code: 0 });
    received.push(await pipeline.messages(lowStock.bufferUrl));
    // Past the command, which refuses it: the rule must hold back by itself.
    const plan = planReplay(session.deployment, [lowStock], { from: new Date(0), to: new Date() }, new Date());
    await startReplay(session.clients.eventBridge, plan);
    await followReplay(session, plan.name, none);
    received.push(await pipeline.messages(lowStock.bufferUrl));
  });
  const refused = await headwater(['replay', '--from', 'start', '--consumer', 'low-stock', '--yes']);

  expect(received).toEqual([0, 0]);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toMatch(/side effects.*-> .*dlq list --consumer low-stock/s);
});

test('Ctrl-C leaves the replay running, and says how to watch and to cancel it', async () => {
  const search = pipeline.consumer('search');
  await playDay(unique('left'), 50);
  let left = { code: -1, stdout: '', stderr: '' };
  await pauseConsumer(search, async () => {
    left = await headwater(['replay', '--from', 'start', '--consumer', 'search', '--yes'], (text, interrupt) => {
      if (/[1-9]\d* messages wait for search/.test(text)) interrupt();
    });
  });
  const [, name = ''] = /replay status (\S+) --watch/.exec(left.stderr) ?? [];
  const watched = await headwater(['replay', 'status', name, '--watch', '--json']);

  expect(left.code).toBe(130);
  expect(left.stderr).toMatch(new RegExp(`goes on.*replay cancel ${name}`));
  expect(watched.code).toBe(0);
  expect(JSON.parse(watched.stdout)).toMatchObject({ name, state: 'COMPLETED', consumers: ['search'], part: 1 });
});

test('a cancelled replay ends before its end, and is told from one that completed', async () => {
  const { clients, deployment } = pipeline.session;
  await playDay(unique('cancelled'));
  const plan = planReplay(deployment, [pipeline.consumer('search')], { from: new Date(0), to: new Date() }, new Date());

  await startReplay(clients.eventBridge, plan);
  await cancelReplay(clients.eventBridge, plan.name);
  const ended = await until('it has ended', async () => {
    const status = await describeReplay(clients.eventBridge, plan.name, deployment);
    return status.endedAt ? status : undefined;
  });
  const again = await headwater(['replay', 'cancel', plan.name]);
  const list = await headwater(['replay', 'list', '--limit', '1', '--json']);

  expect(ended.state).toBe('CANCELLED');
  expect(again).toMatchObject({ code: 0 });
  expect(again.stdout).toMatch(/ended as CANCELLED already/);
  expect(JSON.parse(list.stdout)).toMatchObject({ replays: [{ name: plan.name, state: 'CANCELLED' }] });
});

test('without --yes it says what it would do, and starts nothing', async () => {
  const before = await headwater(['replay', 'list', '--json']);

  const dry = await headwater(['replay', '--from', 'start', '--consumer', 'search', '--json']);

  const report = JSON.parse(dry.stdout) as { archive: { events: number; bytes: number }; estimate: object };
  expect(dry.code).toBe(0);
  expect(report).toMatchObject({ started: false, consumers: [{ name: 'search', entities: ['film', 'stock'] }] });
  expect(report.archive.events).toBeGreaterThan(0);
  expect(report.archive.bytes).toBeGreaterThan(1_000);
  expect(report.estimate).toMatchObject({ basis: 'whole-archive', events: report.archive.events });
  expect((await headwater(['replay', 'list', '--json'])).stdout).toBe(before.stdout);
});
