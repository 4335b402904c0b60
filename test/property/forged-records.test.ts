/**
 * Stream records that look right and are not, in batches as Lambda gives them. Of a batch with bad ones all others are published in the
 * same invocation; each bad one is published too, or lies alone in the rejected queue. HEADWATER_FUZZ_RUNS sets how many forged records
 * each table's normalizer is given (npm run test:fuzz).
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import config from '../fixtures/shop/headwater.config.ts';
import { normalize } from '../../functions/normalizer/normalize.ts';
import { StreamRecordReader, type StreamRecord } from '../../shared/adapters/dynamodb/stream-record.ts';
import { MemoryPublisher } from '../../shared/adapters/memory/change-publisher.ts';
import { MemoryClaimStore } from '../../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../../shared/adapters/memory/dead-letters.ts';
import { letterBody } from '../../shared/adapters/sqs/dead-letters.ts';
import { tableOf } from '../../shared/domain/definition/lookup.ts';
import { hashUnder } from '../../shared/domain/row/protect.ts';
import { readEvent } from '../../shared/runtime/delivered-event.ts';
import { recordingCounter } from '../support/outcome-counter.ts';
import {
  damagedRecord,
  RECORD_WORLDS,
  recordDamages,
  WRONG_PARTS,
  type RecordDamage,
} from './forged-records.damages.ts';
import { fuzzRuns, tellFuzz } from './fuzz.ts';

const RUNS = fuzzRuns(300);
/** Of a batch, each between two good ones. A stream's batch has up to a thousand records. */
const DAMAGED = 50;
const EVENT_ID = /event-\d+/g;
/** SQS takes no larger message (quotas). */
const MESSAGE_BYTES = 1024 * 1024;
const hash = hashUnder(Buffer.from('a key of the test, of 32 bytes or more'));

async function normalized(world: (typeof RECORD_WORLDS)[number], records: readonly unknown[]) {
  const publisher = new MemoryPublisher();
  const rejected = new MemoryDeadLetters();
  const counter = recordingCounter();
  const table = world.table ?? tableOf(config, 'shop');
  const answer = await normalize(
    records as StreamRecord[],
    {
      table,
      reader: new StreamRecordReader(table, hash),
      publisher,
      rejected,
      counter,
      claims: new MemoryClaimStore(),
    },
    () => 60_000,
  );
  // The ledger's rule: what entered has come out, each once.
  const [received, accounted] = [counter.ledger, counter.counts].map((counts) =>
    Object.values(counts).reduce((sum, count) => sum + count, 0),
  );
  expect(accounted).toBe(received);
  expect(received).toBeGreaterThanOrEqual(records.length);
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

/** @returns how many of the damaged records were refused */
async function othersArePublished(
  world: (typeof RECORD_WORLDS)[number],
  damages: readonly RecordDamage[],
): Promise<number> {
  const good: StreamRecord[] = [];
  const records: unknown[] = [];
  for (const [index, damage] of damages.entries()) {
    const [first, second, third] = [1, 2, 3].map((number) => world.record(3 * index + number, damage.event));
    if (!first || !second || !third) throw new Error('a world makes records');
    good.push(first, third);
    records.push(first, damagedRecord(second, damage), third);
  }

  const { again, letters, ids } = await normalized(world, records);

  expect(again).toBe(0);
  const published = Map.groupBy(ids, (id) => id);
  for (const { eventID = '' } of good) expect(published.get(eventID), `${eventID} is published once`).toHaveLength(1);
  expect(letters.length).toBeLessThanOrEqual(damages.length);
  const bodies = letters.map(letterBody);
  const ours = new Set(good.map(({ eventID }) => eventID));
  for (const body of bodies) {
    expect(Buffer.byteLength(body)).toBeLessThan(MESSAGE_BYTES);
    for (const [id] of body.matchAll(EVENT_ID)) expect(ours).not.toContain(id);
  }
  // Sent again they are refused again, or were too large for their letters, which a redrive completes.
  const resent = letters.map(({ payload }, index) => {
    const body = bodies[index] ?? '';
    return typeof payload === 'string' ? body : (JSON.parse(body) as unknown);
  });
  const second = await normalized(world, resent);
  expect([second.again, second.letters.length]).toEqual([0, letters.length]);
  return letters.length;
}

test.each(RECORD_WORLDS)('$name: a bad record does not touch its neighbours', { timeout: 3_600_000 }, async (world) => {
  const counts = { records: 0, refused: 0 };
  const batches = fc.array(recordDamages, { minLength: DAMAGED, maxLength: DAMAGED });
  await fc.assert(
    fc.asyncProperty(batches, async (damages) => {
      counts.refused += await othersArePublished(world, damages);
      counts.records += damages.length;
    }),
    { numRuns: Math.ceil(RUNS / DAMAGED) },
  );
  tellFuzz(`normalizer, ${world.name}, forged records`, counts);
  // A fuzzer that damages nothing proves nothing.
  expect(counts.refused).toBeGreaterThan(RUNS / 10);
});

test.each(RECORD_WORLDS)(
  '$name: each part of a record with each wrong type is refused, and it alone',
  { timeout: 120_000 },
  async (world) => {
    for (const damage of WRONG_PARTS) expect(await othersArePublished(world, [damage]), JSON.stringify(damage)).toBe(1);
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
