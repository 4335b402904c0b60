/** Runs of the normalizer and of a backfill: the code is what is deployed, its clients are the world's. */
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { normalize } from '../../../functions/normalizer/normalize.ts';
import { StreamRecordReader } from '../../../shared/adapters/dynamodb/stream-record.ts';
import { createEventBridgePublisher } from '../../../shared/adapters/eventbridge/change-publisher.ts';
import { createSqsDeadLetters } from '../../../shared/adapters/sqs/dead-letters.ts';
import type { Change } from '../../../shared/domain/change/change.ts';
import type { PackedEvent } from '../../../shared/domain/change/pack.ts';
import type { ChangePublisher } from '../../../shared/ports/change-publisher.ts';
import { checkIn } from '../../../shared/runtime/claim-check.ts';
import { putEventsOf, queueClient } from './aws.ts';
import { claimsOf } from './claims.ts';
import { Invocation, type Extent, type Fate } from './invocation.ts';
import { CLAIM_BYTES, RELEASES } from './shop.ts';
import { countingCounter, run } from './stages.ts';
import type { Lane, Send, SetAside, World } from './world.ts';

const READERS = { 1: new StreamRecordReader(RELEASES[1].table), 2: new StreamRecordReader(RELEASES[2].table) };

/** Reads the next records of a lane and publishes them; goes on with what was paused there. */
export async function runNormalizer(world: World, lane: Lane, most: number, fates: readonly Fate[]): Promise<void> {
  const records = lane.records.slice(lane.read, lane.read + most).map(({ record }) => record);
  const settled = (count: number): void => void (lane.read += count);
  await normalizeRecords(world, { name: `normalizer of lane ${lane.name}`, from: lane, records, settled }, fates);
}

/** Sends what was set aside to the normalizer; it stays until all of it was taken. */
export async function runSetAside(world: World, object: SetAside, fates: readonly Fate[]): Promise<void> {
  const { records } = object;
  const settled = (count: number): void => {
    const at = world.setAside.indexOf(object);
    if (count === records.length && at >= 0) world.setAside.splice(at, 1);
  };
  await normalizeRecords(world, { name: 'normalizer', from: object, records, settled }, fates);
}

interface Source {
  readonly name: string;
  readonly from: { busy?: Invocation<unknown> };
  readonly records: readonly DynamoDBRecord[];
  /** How many of the first records are done with. */
  readonly settled: (count: number) => void;
}

async function normalizeRecords(world: World, source: Source, fates: readonly Fate[]): Promise<void> {
  const { name, from, records, settled } = source;
  if (from.busy || records.length === 0) return;
  const invocation = new Invocation<DynamoDBBatchResponse>(name, world.tell);
  world.tell(`${name} reads ${records.map(({ eventID }) => eventID).join(' ')}`);
  const counter = countingCounter();
  const ports = {
    table: RELEASES[world.version].table,
    reader: READERS[world.version],
    publisher: publisherOf(invocation, world),
    claims: claimsOf(invocation, world),
    claimBytes: CLAIM_BYTES,
    rejected: createSqsDeadLetters(queueClient(invocation, new Map([['rejected', world.rejected]])), 'rejected'),
    counter,
  };
  from.busy = invocation;
  invocation.start(() => normalize(records, ports, attempts(3)));
  const finish = (): void => {
    delete from.busy;
    if (invocation.progress === 'crashed') return;
    const again = invocation.answer?.batchItemFailures[0]?.itemIdentifier;
    const first = records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === again);
    if (first >= 0) world.tell(`${name} reports failures from ${records[first]?.eventID ?? ''} on`);
    settled(first >= 0 ? first : records.length);
    const counted = records.reduce((sum, { eventID = '' }) => {
      const expected = world.truth.expected.get(eventID);
      return sum + Math.max(1, (expected?.published.length ?? 0) + (expected?.rejected ? 1 : 0));
    }, 0);
    if (counter.total !== counted) world.fault(`the normalizer counts ${counter.total} outcomes of ${counted}`);
  };
  await run(world, { invocation, since: world.now, finish }, fates);
}

/** Publishes scanned pages, as a backfill does; what was not published stays for the next time. */
export async function runBackfill(world: World, most: number, fates: readonly Fate[]): Promise<void> {
  const pages = world.pages.slice(0, most);
  if (pages.length === 0) return;
  const invocation = new Invocation<ReadonlySet<readonly Change[]>>('backfill', world.tell);
  world.tell(`backfill publishes ${pages.length} pages`);
  invocation.start(async () => {
    const claims = claimsOf(invocation, world);
    const { packs } = await checkIn(
      pages.map(({ pack }) => pack),
      { claims, bytes: CLAIM_BYTES },
    );
    const events = packs.map(({ event }) => event);
    const results = events.length > 0 ? await publisherOf(invocation, world).publish(events, attempts(2)) : [];
    return new Set(packs.filter((_, index) => results[index]?.published).map(({ changes }) => changes));
  });
  const finish = (): void => {
    for (const page of pages) {
      const at = world.pages.indexOf(page);
      if (invocation.answer?.has(page.pack.changes) && at >= 0) world.pages.splice(at, 1);
    }
  };
  await run(world, { invocation, since: world.now, finish }, fates);
}

/** Sends reads to the queues of single consumers; what was not taken stays for the next time. */
export async function runSends(world: World, most: number, fates: readonly Fate[]): Promise<void> {
  const sends = world.sends.slice(0, most);
  if (sends.length === 0) return;
  const invocation = new Invocation<void>('whoever reads', world.tell);
  const sent = new Set<Send>();
  invocation.start(async () => {
    const claims = claimsOf(invocation, world);
    const { packs } = await checkIn(
      sends.map(({ pack }) => pack),
      { claims, bytes: CLAIM_BYTES },
    );
    for (const send of sends) {
      const pack = packs.find(({ changes }) => changes === send.pack.changes);
      if (!pack) continue;
      const { consumer } = send;
      const put = (extent: Extent): void => {
        if (extent === 'all') world.tell(`${consumer.name} is sent ${consumer.buffer.send(bodyOf(pack))}`);
        else throw new Error('simulated');
      };
      await invocation.effect(`sending a read to ${consumer.name}`, put, () => {
        throw new Error('simulated');
      });
      sent.add(send);
    }
  });
  const finish = (): void => {
    for (const send of sent) {
      const at = world.sends.indexOf(send);
      if (at >= 0) world.sends.splice(at, 1);
    }
  };
  await run(world, { invocation, since: world.now, finish }, fates);
}

function bodyOf({ event: { source, detailType, time, detail } }: PackedEvent): string {
  return JSON.stringify({ source, 'detail-type': detailType, time, detail: JSON.parse(detail) as unknown });
}

function publisherOf(invocation: Invocation<unknown>, world: World): ChangePublisher {
  return createEventBridgePublisher({
    putEvents: putEventsOf(invocation, world),
    concurrency: 1,
    random: () => 0.5,
    pause: () => Promise.resolve(),
  });
}

/** Time for so many attempts to publish. */
function attempts(most: number): () => number {
  // The publisher asks before each attempt, and before each pause between two.
  let asked = 0;
  return () => {
    asked += 1;
    return asked < 2 * most ? 1_000 : 0;
  };
}
