import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { createBus, createRule, type DeliveredEvent } from './support/bus.ts';
import { eventBridge } from './support/clients.ts';
import { createWitness } from './support/witness.ts';

const source = 'headwater.contract';

test('row 6: an entry whose Detail is no JSON fails alone; FailedEntryCount and the entries say which', async () => {
  const bus = await createBus();
  const witness = await createWitness<DeliveredEvent>();
  await createRule(bus, { source: [source] }, witness.queue);

  const answer = await put([
    entry(bus.name, JSON.stringify({ name: 'first' })),
    entry(bus.name, '{ "name": '),
    entry(bus.name, JSON.stringify({ name: 'third' })),
  ]);

  expect(answer.FailedEntryCount).toBe(1);
  expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, 'MalformedDetail', undefined]);
  const names = await witness.until('the two good events', (seen) =>
    seen.length >= 2 ? seen.map(({ detail }) => detail.name) : undefined,
  );
  expect(names.sort()).toEqual(['first', 'third']);
});

test('row 6: a request of 1 MB or more is refused as a whole', async () => {
  const bus = await createBus();
  const large = JSON.stringify({ name: 'x'.repeat(300_000) });

  const sent = put([large, large, large, large].map((detail) => entry(bus.name, detail)));

  await expect(sent).rejects.toMatchObject({ name: 'ValidationException' });
});

test('row 6: more than ten entries are refused', async () => {
  const entries = Array.from({ length: 11 }, () => entry('default', '{}'));

  await expect(put(entries)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('row 6: an event for a bus that does not exist is dropped without an error', async () => {
  const answer = await put([entry('hw-no-such-bus', '{}')]);

  expect(answer.FailedEntryCount).toBe(0);
});

function entry(bus: string, detail: string): PutEventsRequestEntry {
  return { EventBusName: bus, Source: source, DetailType: 'contract.tried', Detail: detail };
}

async function put(Entries: PutEventsRequestEntry[]) {
  return eventBridge.send(new PutEventsCommand({ Entries }));
}
