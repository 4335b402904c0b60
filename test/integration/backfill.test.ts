import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../operations/backfill/stores.ts';
import { openSearch } from '../../operations/deployment/search.ts';
import { createQueuePublisher } from '../../shared/adapters/sqs/change-publisher.ts';
import { chunks } from '../../shared/domain/delivery/chunks.ts';
import { consumerOf } from '../../shared/domain/definition/lookup.ts';
import { packChanges } from '../../shared/domain/change/pack.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { until, untilTrue } from '../support/until.ts';
import { headwater, type Ended } from './support/command.ts';
import { openJobs } from '../../operations/backfill/open-backfill.ts';
import { filmItem as film } from '../support/stream-records.ts';
import { findDifferences, shopOf, type Shop } from './support/check-index.ts';
import { connectPipeline, unique, type Pipeline, type StoredItem } from './support/pipeline.ts';
import { throttlingProxy } from './support/throttling-proxy.ts';

const FILMS = 1_500;
let pipeline: Pipeline;
let shop: Shop;
const prefix = unique('backfill');
const idOf = (index: number): string => `${prefix}-${String(index).padStart(5, '0')}`;
const shelf = (index: number, sold: number): StoredItem => ({
  pk: { S: `FILM#${idOf(index)}` },
  sk: { S: 'STOCK#osaka' },
  quantity: { N: String(1_000_000 - sold) },
  sold: { N: String(sold) },
  revenue: { N: String(sold) },
});

beforeAll(async () => {
  pipeline = await connectPipeline();
  shop = shopOf(pipeline);
  const items = Array.from({ length: FILMS }, (_, index) => [film(idOf(index)), shelf(index, 0)]).flat();
  await write(items);
  await inStep();
});

afterAll(async () => {
  const keys = Array.from({ length: FILMS }, (_, index) =>
    ['FILM', 'STOCK#osaka'].map((sk) => ({ pk: { S: `FILM#${idOf(index)}` }, sk: { S: sk } })),
  ).flat();
  await write([], keys);
});

async function write(items: readonly StoredItem[], deletes: readonly StoredItem[] = []): Promise<void> {
  const requests = [
    ...items.map((Item) => ({ PutRequest: { Item } })),
    ...deletes.map((Key) => ({ DeleteRequest: { Key } })),
  ];
  for (const run of chunks(requests, () => 0, { count: 25, bytes: Infinity })) {
    await pipeline.session.clients.dynamoDb.send(
      new BatchWriteItemCommand({ RequestItems: { [pipeline.table]: run } }),
    );
  }
}

/** Judged by plain HTTP. */
async function inStep(): Promise<void> {
  await untilTrue('table and index are in step', async () => (await findDifferences(shop, prefix)).length === 0, 90);
}

async function loseEverything(): Promise<void> {
  const { store, entities, client } = openSearch(pipeline.session);
  for (const entity of entities) await store.clear(entity);
  await client.close();
}

/** A shop that goes on until it is told to stop: prices change, films are sold, leave, and come back. */
function openShop(): { close(): Promise<void> } {
  let open = true;
  const trade = async (): Promise<void> => {
    for (let step = 0; open; step += 1) {
      const [one, other] = [(step * 37) % FILMS, (step * 101 + 7) % FILMS];
      await write([film(idOf(one), { price: { N: String(1 + (step % 90)) } }), shelf(other, step + 1)]);
      if (step % 5 === 0) await pipeline.remove(`FILM#${idOf((step * 13) % FILMS)}`, step % 2 ? 'FILM' : 'STOCK#osaka');
    }
  };
  const trading = trade();
  return {
    close: () => {
      open = false;
      return trading;
    },
  };
}

const JOB = 'shop film,order,stock bus';
const jobNow = () => openJobs(pipeline.session).get(JOB);
const underWay = () =>
  until('a segment has come some way', async () => {
    const segments = (await jobNow())?.segments ?? [];
    return segments.some(({ counts, done }) => counts.read > 0 && !done) ? segments : undefined;
  });
const ok = ({ code, stderr }: Ended): void => {
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
};

test('while writes, deletes and sales go on, a backfill that was killed goes on and ends in step', async () => {
  await loseEverything();
  const shop = openShop();
  const killed = headwater('backfill', '--yes', '--restart', '--segments', '6', '--max-rcu', '12');
  await underWay();
  killed.child.kill('SIGKILL');
  expect((await killed.ended).code).toBeNull();

  const { stderr, ...ended } = await headwater('backfill', '--yes', '--json').ended;
  await shop.close();

  ok({ ...ended, stderr });
  expect(stderr).toMatch(/Goes on with the backfill begun at .+: scan, \d of 6 segments done, [\d,]+ items read/);
  expect(JSON.parse(ended.stdout)).toMatchObject({ done: true, job: { totalSegments: 6 } });
  await inStep();
});

test('Ctrl-C stops it cleanly; two at once are refused', async () => {
  const first = headwater('backfill', '--yes', '--restart', '--segments', '6', '--max-rcu', '3', '--no-sweep');
  await underWay();

  const second = await headwater('backfill', '--yes').ended;
  first.child.kill('SIGINT');
  const stopped = await first.ended;

  expect(second.code).toBe(2);
  expect(second.stderr).toContain('is being worked on');
  expect(stopped.code).toBe(130);
  expect(stopped.stdout).toContain('the same command goes on with it');
  expect((await jobNow())?.job.lease).toBeUndefined();
  ok(await headwater('backfill', '--yes', '--no-sweep').ended);
  expect((await jobNow())?.job.phase).toBe('done');
});

test('the sweep hides what index and analytics copy hold and the table does not; a dry run says so and hides nothing', async () => {
  const stranger = unique('stranger');
  const position = positionOf('2020-01-01T00:00:00.000', '7');
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const after = { id: stranger, title: 'Nobody made it', releaseDate: '1998-06-12', price: 1 };
  const created = { operation: 'created', entity: 'film', id: stranger, key: stranger, position, at, after } as const;
  const events = packChanges('headwater.shop', new Map(), [created]).map(({ event }) => event);
  for (const name of ['search', 'analytics']) {
    const queueUrl = pipeline.consumer(name).bufferUrl;
    await createQueuePublisher({ client: new SQSClient({}), queueUrl, region: 'us-east-1' }).publish(
      events,
      () => 5_000,
    );
  }
  const held = async (): Promise<boolean> => {
    for (const name of ['search', 'analytics']) {
      await using store = await openStore(pipeline.session, consumerOf(pipeline.session.definition, name));
      const keys: string[] = [];
      for await (const { key, marks } of store?.documents('film') ?? []) if (!marks.deleted) keys.push(key);
      if (!keys.includes(stranger)) return false;
    }
    return true;
  };
  await untilTrue('both stores hold the stranger', held, 60);
  const only = ['--entity', 'film', '--consumer', 'search', '--consumer', 'analytics', '--json'];

  const dry = await headwater('backfill', ...only).ended;
  const { sweep } = JSON.parse(dry.stdout) as { sweep: readonly { hidden: number; examples: readonly string[] }[] };
  expect(sweep.map(({ hidden, examples }) => hidden >= 1 && examples.length > 0)).toEqual([true, true]);
  expect((await pipeline.document('film', stranger))?.marks.deleted).toBe(false);
  ok(await headwater('backfill', '--yes', ...only).ended);

  await untilTrue(
    'the index hides it',
    async () => (await pipeline.document('film', stranger))?.marks.deleted === true,
  );
  await untilTrue('no store holds it', async () => !(await held()), 60);
  await inStep();
});

test('a table that refuses reads is read more slowly, and to the end', async () => {
  await loseEverything();
  const proxy = await throttlingProxy((scan) => scan <= 12 || scan % 3 === 0);

  const { stdout, ...ended } = await headwater(
    ...['backfill', '--endpoint', proxy.endpoint, '--yes', '--restart', '--json', '--no-sweep', '--segments', '2'],
  ).ended;
  await proxy.close();

  ok({ ...ended, stdout });
  expect(proxy.counts.refused).toBeGreaterThan(3);
  expect((JSON.parse(stdout) as { throttled: number }).throttled).toBeGreaterThan(0);
  await inStep();
});
