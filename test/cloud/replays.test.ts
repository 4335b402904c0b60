import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import {
  archivedEvents,
  createArchive,
  createBus,
  createRule,
  replay,
  type Bus,
  type DeliveredEvent,
} from './support/bus.ts';
import { eventBridge } from './support/clients.ts';
import { untilTrue } from '../support/until.ts';
import { createWitness } from './support/witness.ts';

const fromHere = { source: ['headwater.contract'] };
const liveOnly = { ...fromHere, 'replay-name': [{ exists: false }] };
const hoursAgo = (hours: number) => new Date(Math.floor(Date.now() / 1000) * 1000 - hours * 3_600_000);
const anyTime = () => ({ from: hoursAgo(24), to: hoursAgo(-1) });

test('row 4: a replay reaches only the rules in FilterArns', async () => {
  const bus = await createBus();
  const [named, other] = [await createWitness<DeliveredEvent>(), await createWitness<DeliveredEvent>()];
  const rule = await createRule(bus, fromHere, named.queue);
  await createRule(bus, fromHere, other.queue);
  const archive = await createArchive(bus);
  await putEvent(bus, 'once');
  await untilTrue('the event is archived', async () => (await archivedEvents(archive)) > 0);

  await replay(archive, bus, anyTime(), [rule]);

  await named.until('the replayed event at the named rule', (seen) => seen.find((event) => event['replay-name']));
  expect((await other.look()).map((event) => event['replay-name'])).toEqual([undefined]);
});

test('row 5: a replay takes the events whose own time is in its range, and keeps that time', async () => {
  const bus = await createBus();
  const witness = await createWitness<DeliveredEvent>();
  await createRule(bus, fromHere, witness.queue);
  const archive = await createArchive(bus);
  await putEvent(bus, 'older', hoursAgo(5));
  await putEvent(bus, 'newer', hoursAgo(3));
  await untilTrue('both events are archived', async () => (await archivedEvents(archive)) >= 2);

  const name = await replay(archive, bus, { from: hoursAgo(6), to: hoursAgo(4) });

  const replayed = await witness.until('a replayed event', (seen) => {
    const found = seen.filter((event) => event['replay-name'] !== undefined);
    return found.length > 0 ? found : undefined;
  });
  expect(replayed).toMatchObject([{ detail: { name: 'older' }, 'replay-name': name }]);
  const live = witness.seen.find((event) => event.detail.name === 'older' && event['replay-name'] === undefined);
  expect(replayed[0]?.time).toBe(live?.time);
  expect(Math.abs(Date.parse(live?.time ?? '') - hoursAgo(5).getTime())).toBeLessThan(60_000);
});

test('row 5: a rule that excludes replay-name gets no replay, and the archive does not grow by one', async () => {
  const bus = await createBus();
  const [all, live] = [await createWitness<DeliveredEvent>(), await createWitness<DeliveredEvent>()];
  await createRule(bus, fromHere, all.queue);
  await createRule(bus, liveOnly, live.queue);
  const archive = await createArchive(bus, fromHere);
  await putEvent(bus, 'once', hoursAgo(2));
  await untilTrue('the event is archived', async () => (await archivedEvents(archive)) > 0);

  await replay(archive, bus, { from: hoursAgo(3), to: hoursAgo(1) });

  await all.until('the replayed event', (seen) => seen.find((event) => event['replay-name']));
  expect(await live.look()).toHaveLength(1);
  expect(await archivedEvents(archive)).toBe(1);
});

async function putEvent(bus: Bus, name: string, time?: Date): Promise<void> {
  const { FailedEntryCount } = await eventBridge.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: bus.name,
          Source: 'headwater.contract',
          DetailType: 'contract.tried',
          Detail: JSON.stringify({ name }),
          ...(time && { Time: time }),
        },
      ],
    }),
  );
  expect(FailedEntryCount).toBe(0);
}
