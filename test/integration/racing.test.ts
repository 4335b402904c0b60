import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { beforeAll, expect, test } from 'vitest';
import type { Change } from '../../shared/domain/change/change.ts';
import { packChanges } from '../../shared/domain/change/pack.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { untilTrue } from '../support/until.ts';
import { planFaults } from './support/faults.ts';
import { filmItem as film } from '../support/stream-records.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await connectPipeline();
});

test('consumers that race over few hot rows end with each row as the table has it', async () => {
  const ids = Array.from({ length: 5 }, () => unique('hot'));
  await planFaults({ sqsDeliveries: { duplicate: 50 }, streamDeliveries: { duplicate: 10 } });
  await Promise.all(ids.map((id) => pipeline.put(film(id))));

  for (let price = 1; price <= 40; price += 1) {
    await Promise.all(ids.map((id) => pipeline.setPrice(id, String(price))));
    // One row is deleted and made again all the time.
    if (price % 10 === 0) await pipeline.remove(`FILM#${ids[0] ?? ''}`, 'FILM');
  }

  await untilTrue('table and index are in step', async () => (await pipeline.compare()).inStep);
  expect((await pipeline.document('film', ids[1] ?? ''))?.row.price).toBe(40);
});

test('events in the wrong order, from many senders at once, end with the highest position', async () => {
  const key = unique('shuffled');
  const changes = Array.from({ length: 200 }, (_, index) => event(key, index));
  const shuffled = [...changes, ...changes].sort((a, b) => hash(a) - hash(b));
  const bus = pipeline.session.deployment.bus.name;
  const client = new EventBridgeClient({});

  await Promise.all(
    Array.from({ length: 40 }, (_, sender) => {
      const Entries = shuffled.slice(sender * 10, sender * 10 + 10).map(({ source, detailType, detail }) => {
        return { EventBusName: bus, Source: source, DetailType: detailType, Detail: detail };
      });
      return client.send(new PutEventsCommand({ Entries }));
    }),
  );

  const last = positionOf(generation, '1199');
  await untilTrue(
    'the highest position is stored',
    async () => (await pipeline.document('film', key))?.marks.position === last,
  );
  await untilTrue(
    'the buffer is empty',
    async () => (await pipeline.messages(pipeline.consumer('search').bufferUrl)) === 0,
  );
  const document = await pipeline.document('film', key);
  expect(document?.marks).toMatchObject({ position: last, deleted: false });
  expect(document?.row.price).toBe(199);
  // The table has no such film: it leaves the index again, so that the other tests find both in step.
  const { detail, detailType, source } = event(key, 200, true);
  await client.send(
    new PutEventsCommand({ Entries: [{ EventBusName: bus, Source: source, DetailType: detailType, Detail: detail }] }),
  );
  await untilTrue('the film is gone', async () => (await pipeline.document('film', key))?.marks.deleted === true);
});

const generation = '2026-11-01T09:00:00.000';

/** Every seventh change is a deletion. */
function event(key: string, index: number, deleted = index % 7 === 4) {
  const moment = {
    entity: 'film',
    id: `${key}-${index}`,
    key,
    position: positionOf(generation, String(1000 + index)),
    at: '2026-11-23T18:00:00Z',
  };
  const row = { id: key, title: key, releaseDate: '1998-06-12', price: index };
  const change: Change = deleted
    ? { ...moment, operation: 'deleted', before: row }
    : { ...moment, operation: 'created', after: row };
  const [pack] = packChanges('headwater.shop', new Map(), [change]);
  if (!pack) throw new Error('nothing was packed');
  return pack.event;
}

/** A fixed shuffle: the order looks random and is the same in each run. */
function hash({ detail }: { readonly detail: string }): number {
  let value = 7;
  for (const character of detail) value = (value * 31 + character.charCodeAt(0)) % 1_000_003;
  return value;
}
