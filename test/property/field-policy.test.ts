import type { SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { normalize } from '../../functions/normalizer/normalize.ts';
import { StreamRecordReader, type StreamRecord } from '../../shared/adapters/dynamodb/stream-record.ts';
import { MemoryPublisher } from '../../shared/adapters/memory/change-publisher.ts';
import { MemoryClaimStore } from '../../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../../shared/adapters/memory/dead-letters.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineConsumer } from '../../shared/domain/definition/headwater.ts';
import type { Outcome } from '../../shared/domain/delivery/outcome.ts';
import { hashUnder } from '../../shared/domain/row/protect.ts';
import { liftTo } from '../../shared/domain/change/lift.ts';
import { consume } from '../../shared/runtime/consume.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createOutcomeCounter } from '../../shared/runtime/metrics.ts';
import { underPolicy } from '../../shared/runtime/policy.ts';
import { account, people, person, place, showsSecret, streamRecords } from './field-policy.people.ts';

const hash = hashUnder(Buffer.from('a key of the test, of 32 bytes or more'));

/** Everything that leaves the normalizer and a consumer that rejects whatever it gets, quoting the rows. */
async function shownBy(records: readonly StreamRecord[]) {
  const shown: string[] = [];
  const keep = (text: unknown): boolean => shown.push(String(text)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(keep));
  try {
    const publisher = new MemoryPublisher();
    const rejected = new MemoryDeadLetters();
    const reader = new StreamRecordReader(people, hash);
    const claims = new MemoryClaimStore();
    await normalize(
      records,
      {
        table: people,
        reader,
        publisher,
        rejected,
        counter: createOutcomeCounter('normalizer'),
        claims,
        // Small enough that most rows travel by reference.
        claimBytes: 300,
      },
      () => 1_000,
    );
    createLog('normalizer').warn('dropped', { dropped: reader.takeDropped() });
    const deadLetters = new MemoryDeadLetters();
    const applied = await consumeAll(publisher, claims, deadLetters);
    const events = [...publisher.published.map(({ detail }) => detail), ...claims.objects.values()];
    return { events, rejected: rejected.letters, deadLetters: deadLetters.letters, applied, log: shown.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const consumer = defineConsumer({
  type: 'search',
  name: 'search',
  entities: [person, account, place],
  policy: { person: { city: 'drop', visits: 'hash' } },
});

async function consumeAll(
  { published }: MemoryPublisher,
  claims: MemoryClaimStore,
  deadLetters: MemoryDeadLetters,
): Promise<Change[]> {
  const applied: Change[] = [];
  const Records = published.map(({ source, detailType, time, detail }, index) => {
    const body = `{"source":"${source}","detail-type":"${detailType}","time":"${time}","detail":${detail}}`;
    return { messageId: String(index), body, receiptHandle: '', attributes: { ApproximateReceiveCount: '1' } };
  });
  await consume({ Records } as unknown as SQSEvent, {
    consumer: 'search',
    entities: new Set(['person', 'account', 'place']),
    lift: liftTo(consumer.entities),
    apply: underPolicy(consumer, hash, (changes) => {
      applied.push(...changes);
      return Promise.resolve(changes.map(rejectedWithPreview));
    }),
    claims,
    deadLetters,
    redelivery: { delay: () => Promise.resolve() },
    counter: createOutcomeCounter('search'),
  });
  return applied;
}

function rejectedWithPreview(change: Change): Outcome {
  const message = `mapper_parsing_exception: Preview of field's value: '${JSON.stringify(change)}'`;
  return { status: 'rejected', reason: { code: 'HW_SEARCH_REJECTED', message } };
}

test('no event, dead letter, reason or log line shows a protected value, whatever the records hold', async () => {
  let [published, letters] = [0, 0];
  await fc.assert(
    fc.asyncProperty(streamRecords, async (records) => {
      const { events, rejected, deadLetters, applied, log } = await shownBy(records);

      expect(showsSecret(JSON.stringify(records))).toBe(true);
      for (const text of [
        ...events,
        ...[...rejected, ...deadLetters, ...applied].map((one) => JSON.stringify(one)),
        log,
      ]) {
        expect(showsSecret(text), text).toBe(false);
      }
      expect(log).toContain('dropped');
      published += events.length;
      letters += rejected.length;
    }),
    { numRuns: 400 },
  );
  // The run went down both roads.
  expect(published).toBeGreaterThan(200);
  expect(letters).toBeGreaterThan(200);
}, 60_000);

test("a consumer's own policy keeps more from its store than the entity's", async () => {
  await fc.assert(
    fc.asyncProperty(streamRecords, async (records) => {
      const { applied } = await shownBy(records);

      const rows = applied
        .filter(({ entity }) => entity === 'person')
        .flatMap((change) => ['after' in change ? change.after : {}, 'before' in change ? change.before : {}]);
      expect(rows.filter((row) => 'city' in row || typeof row.visits === 'number')).toEqual([]);
    }),
    { numRuns: 100 },
  );
}, 60_000);
