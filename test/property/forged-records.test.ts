/**
 * Stream records that look right and are not. Of a batch with one bad record all others are published in the same invocation,
 * and the bad one is published too, or lies alone in the rejected queue. HEADWATER_FUZZ_RUNS sets how many batches are tried.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import config from '../../examples/film-shop/headwater.config.ts';
import { normalize } from '../../functions/normalizer/normalize.ts';
import { StreamRecordReader, type StreamRecord } from '../../shared/adapters/dynamodb/stream-record.ts';
import { MemoryPublisher } from '../../shared/adapters/memory/change-publisher.ts';
import { MemoryClaimStore } from '../../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../../shared/adapters/memory/dead-letters.ts';
import { letterBody } from '../../shared/adapters/sqs/dead-letters.ts';
import { tableOf } from '../../shared/domain/definition/lookup.ts';
import { hashUnder } from '../../shared/domain/protect.ts';
import { readEvent } from '../../shared/runtime/delivered-event.ts';
import { recordingCounter } from '../support/outcome-counter.ts';
import {
  damagedRecord,
  RECORD_WORLDS,
  recordDamages,
  WRONG_PARTS,
  type RecordDamage,
} from './forged-records.damages.ts';

const RUNS = Number(process.env['HEADWATER_FUZZ_RUNS'] ?? 300);
const NEIGHBOURS = 4;
/** SQS takes no larger message (quotas). */
const MESSAGE_BYTES = 1024 * 1024;
const hash = hashUnder(Buffer.from('a key of the test, of 32 bytes or more'));

async function normalized(world: (typeof RECORD_WORLDS)[number], records: readonly unknown[]) {
  const publisher = new MemoryPublisher();
  const rejected = new MemoryDeadLetters();
  const table = world.table ?? tableOf(config, 'shop');
  const answer = await normalize(
    records as StreamRecord[],
    {
      table,
      reader: new StreamRecordReader(table, hash),
      publisher,
      rejected,
      counter: recordingCounter(),
      claims: new MemoryClaimStore(),
    },
    () => 60_000,
  );
  return { again: answer.batchItemFailures.length, letters: rejected.letters, ids: publisher.published.flatMap(idsOf) };
}

/** What consumers would refuse of it, they would refuse each by itself: here nothing of it may be refused. */
function idsOf(event: MemoryPublisher['published'][number]): readonly string[] {
  const { source, detailType, time, detail } = event;
  const read = readEvent(`{"source":"${source}","detail-type":"${detailType}","time":"${time}","detail":${detail}}`);
  if (read.status === 'malformed') throw new Error(read.problem);
  expect(read.faults).toEqual([]);
  return read.changes.map(({ id }) => id);
}

/** @returns whether the damaged record was refused */
async function othersArePublished(
  world: (typeof RECORD_WORLDS)[number],
  {
    name,
    damage,
    place,
  }: { readonly name: RecordDamage['event']; readonly damage: RecordDamage; readonly place: number },
): Promise<boolean> {
  const good = Array.from({ length: NEIGHBOURS }, (_one, index) => world.record(index + 1, name));
  const bad = damagedRecord(world.record(9, name), damage);
  const records: unknown[] = [...good];
  records.splice(place, 0, bad);

  const { again, letters, ids } = await normalized(world, records);

  expect(again).toBe(0);
  for (const { eventID } of good) expect(ids.filter((id) => id === eventID)).toHaveLength(1);
  expect(letters.length).toBeLessThanOrEqual(1);
  for (const letter of letters) {
    const body = letterBody(letter);
    expect(Buffer.byteLength(body)).toBeLessThan(MESSAGE_BYTES);
    for (const { eventID } of good) expect(body).not.toContain(`"${eventID ?? ''}"`);
    // Sent again it is refused again, or was too large for its letter, which a redrive completes.
    const resent = await normalized(world, [typeof letter.payload === 'string' ? body : JSON.parse(body)]);
    expect([resent.again, resent.letters.length]).toEqual([0, 1]);
  }
  return letters.length > 0;
}

const places = fc.nat(NEIGHBOURS);

test.each(RECORD_WORLDS)('$name: a bad record does not touch its neighbours', { timeout: 3_600_000 }, async (world) => {
  let bad = 0;
  await fc.assert(
    fc.asyncProperty(recordDamages, places, async (damage, place) => {
      if (await othersArePublished(world, { name: damage.event, damage, place })) bad += 1;
    }),
    { numRuns: RUNS },
  );
  // A fuzzer that damages nothing proves nothing.
  expect(bad).toBeGreaterThan(RUNS / 10);
});

test.each(RECORD_WORLDS)(
  '$name: each part of a record with each wrong type is refused, and it alone',
  { timeout: 120_000 },
  async (world) => {
    for (const damage of WRONG_PARTS)
      expect(
        [damage, await othersArePublished(world, { name: damage.event, damage, place: 1 })],
        JSON.stringify(damage),
      ).toEqual([damage, true]);
  },
);

test('a record that can be neither read nor stored as a letter comes again with its batch', async () => {
  const rejected = new MemoryDeadLetters();
  rejected.down = true;
  const table = tableOf(config, 'shop');
  const ports = {
    table,
    reader: new StreamRecordReader(table),
    publisher: new MemoryPublisher(),
    rejected,
    counter: recordingCounter(),
    claims: new MemoryClaimStore(),
  };
  const without = { ...RECORD_WORLDS[0].record(1, 'INSERT'), dynamodb: {} };

  // Lambda takes an empty identifier for the whole batch.
  expect(await normalize([without], ports, () => 60_000)).toEqual({ batchItemFailures: [{ itemIdentifier: '' }] });
});
