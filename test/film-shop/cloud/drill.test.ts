/** `headwater drill` on the deployed film shop. What it leaves is looked at by plain requests, apart from its own code. */
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { beforeAll, expect, test } from 'vitest';
import { begin, CHAPTERS, openDrill, playDrill } from '../../../examples/film-shop/theatre/drill/play.ts';
import { withdrawFilms } from '../../../examples/film-shop/theatre/drill/film-rows.ts';
import { untilTrue } from '../../support/until.ts';
import { findDifferences, shopOf, type Shop } from '../../integration/support/check-index.ts';
import { filmDay } from '../../integration/support/film-day.ts';
import { connectPipeline, unique, type Pipeline } from '../../integration/support/pipeline.ts';
import { playOn } from './play-on.ts';

/** Films of no chapter: an index that is deleted, a mapping that is changed and a table that is restored have them as well. */
const others = unique('beside-the-drill');
/** A reindex takes twice 50 s, a restore a minute. */
const MINUTES_10 = 600_000;

let pipeline: Pipeline;
let shop: Shop;

beforeAll(async () => {
  pipeline = await connectPipeline();
  shop = shopOf(pipeline);
  await filmDay(shop, others, 40).play(200);
  await untilInStep(others);
});

test(
  'a drill that is interrupted with the index gone brings it back, filled, and takes its films away',
  async () => {
    const before = await createdAt();
    const interrupt = new AbortController();
    const ended = expect(playDrill(playOn(pipeline, interrupt.signal), interrupt.signal)).rejects.toThrow();
    await untilTrue('the index is gone', async () => (await createdAt()) === undefined, 120);

    interrupt.abort();
    await ended;

    expect(await createdAt()).toBeGreaterThan(before ?? Infinity);
    await untilInStep(others);
    await untilInStep('drill-');
    expect(await readsEnabled()).toBe(true);
  },
  MINUTES_10,
);

test(
  'each fault of a drill is found, and mended to the last row',
  async () => {
    const { signal } = new AbortController();
    const day = openDrill(playOn(pipeline, signal), signal);
    const [createdBefore, streamBefore] = [await createdAt(), await streamArn()];
    await begin(day);

    const ends = [];
    for (const chapter of CHAPTERS) {
      const { fault, found } = await chapter(day);
      const wrong = [...(await findDifferences(shop, 'drill-')), ...(await findDifferences(shop, others))];
      ends.push({ fault, last: found.at(-1)?.exitCode, wrong });
    }

    expect(ends).toEqual([
      { fault: 'purged queue', last: 1, wrong: [] },
      { fault: 'deleted index', last: 1, wrong: [] },
      { fault: 'changed mapping', last: 0, wrong: [] },
      { fault: 'restored table', last: 1, wrong: [] },
    ]);
    expect(await createdAt()).toBeGreaterThan(createdBefore ?? Infinity);
    expect(await ask('/film/_mapping/field/director')).toMatch(/"director":\{"type":"text"/);
    expect(Object.keys(JSON.parse(await ask('/_alias/film-write')) as object)).toHaveLength(1);
    const stream = await streamArn();
    expect(stream).not.toBe(streamBefore);
    expect(await readsEnabled()).toBe(true);
    const position = /"p":"([^/]+)\//.exec(await ask('/film/_doc/drill-01'))?.[1];
    expect(stream.endsWith(`/stream/${position ?? 'none'}`)).toBe(true);

    await withdrawFilms(day);
    await filmDay(shop, unique('after-the-drill'), 10).play(40);
    await untilInStep('after-the-drill');
    await untilInStep('drill-');
  },
  MINUTES_10,
);

async function untilInStep(prefix: string): Promise<void> {
  await untilTrue(`the index of ${prefix} is in step`, async () => (await findDifferences(shop, prefix)).length === 0);
}

async function ask(path: string): Promise<string> {
  return (await fetch(`${shop.searchEndpoint}${path}`)).text();
}

/** When the film index was made, epoch milliseconds; undefined while there is none. */
async function createdAt(): Promise<number | undefined> {
  const [, time] = /"creation_date":"(\d+)"/.exec(await ask('/film/_settings')) ?? [];
  return time === undefined ? undefined : Number(time);
}

async function streamArn(): Promise<string> {
  const { Table } = await shop.dynamoDb.send(new DescribeTableCommand({ TableName: shop.table }));
  return Table?.LatestStreamArn ?? '';
}

/** The search consumer reads its queue, and the normalizer the table's stream and no other. */
async function readsEnabled(): Promise<boolean> {
  const sources = async (FunctionName: string) => {
    const command = new ListEventSourceMappingsCommand({ FunctionName });
    return (await pipeline.session.clients.lambda.send(command)).EventSourceMappings ?? [];
  };
  const [search, normalizer] = [
    await sources(pipeline.consumer('search').functionName),
    await sources(pipeline.normalizer.functionName),
  ];
  const streams = normalizer.map(({ EventSourceArn }) => EventSourceArn);
  return search.every(({ State }) => State === 'Enabled') && streams.join() === (await streamArn());
}
