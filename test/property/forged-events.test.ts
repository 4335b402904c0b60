/**
 * Events that look right and are not, in batches as Lambda gives them. Of a batch with bad ones all other changes are applied in the
 * same invocation; each bad one is applied too, or lies alone in the DLQ. HEADWATER_FUZZ_RUNS sets how many forged events each consumer
 * is given (npm run test:fuzz).
 */
import fc from 'fast-check';
import type { SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { film } from '../fixtures/shop/entities.ts';
import { operationsOf } from '../../shared/adapters/opensearch/bulk-body.ts';
import { MemoryClaimStore } from '../../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../../shared/adapters/memory/dead-letters.ts';
import { createMemoryHistoryStore } from '../../shared/adapters/memory/history-store.ts';
import { createMemorySearchStore } from '../../shared/adapters/memory/search-store.ts';
import type { Change, Operation } from '../../shared/domain/change/change.ts';
import { deepJsonText, isDeeperThan } from '../../shared/domain/row/deep-json.ts';
import { liftTo } from '../../shared/domain/change/lift.ts';
import type { Outcome } from '../../shared/domain/delivery/outcome.ts';
import { consume } from '../../shared/runtime/consume.ts';
import type { Apply } from '../../shared/runtime/prepare.ts';
import { applyByFunction } from '../../shared/runtime/run-function.ts';
import { historyFile } from '../contract/history-store-files.ts';
import { recordingCounter } from '../support/outcome-counter.ts';
import {
  bodyOf,
  damagedChange,
  changeDamages,
  eventDamages,
  isOfEvent,
  nested,
  OPERATIONS,
  packed,
  type Damage,
} from './forged-events.damages.ts';
import { fuzzRuns, tellFuzz } from './fuzz.ts';

const RUNS = fuzzRuns(150);
/** Events of a batch, with one damage each. A consumer's batch has up to a hundred. */
const EVENTS = 50;
const NEIGHBOURS = 2;

/** One of a batch. Undefined: nothing is wrong with it, which is what a counterexample shrinks to. */
interface Forged {
  readonly operation: Operation;
  readonly damage: Damage | undefined;
  readonly place: number;
}

const forged = (damages: fc.Arbitrary<Damage>): fc.Arbitrary<Forged> =>
  fc.record({
    operation: fc.constantFrom(...OPERATIONS),
    damage: fc.option(damages, { nil: undefined, freq: 1000 }),
    place: fc.nat(NEIGHBOURS),
  });
const size = { minLength: EVENTS, maxLength: EVENTS };
const batches = fc.oneof(
  { arbitrary: fc.array(forged(changeDamages), size), weight: 3 },
  { arbitrary: fc.array(forged(fc.oneof(changeDamages, eventDamages)), size), weight: 1 },
);

async function consumed(bodies: readonly string[], apply: Apply) {
  const letters = new MemoryDeadLetters();
  const outcomes = new Map<string, Outcome['status']>();
  let done = 0;
  const Records = bodies.map((body, index) => {
    return { messageId: `m${index}`, body, receiptHandle: '', attributes: { ApproximateReceiveCount: '1' } };
  });
  const answer = await consume({ Records } as unknown as SQSEvent, {
    consumer: 'search',
    entities: new Set(['film']),
    lift: liftTo([film]),
    claims: new MemoryClaimStore(),
    deadLetters: letters,
    redelivery: { delay: () => Promise.resolve() },
    counter: recordingCounter(),
    apply: async (changes) => {
      const found = await apply(changes);
      done += found.filter(({ status }) => status === 'applied' || status === 'stale').length;
      for (const [index, { id }] of changes.entries()) outcomes.set(id, found[index]?.status ?? 'retry');
      return found;
    },
  });
  return { again: answer.batchItemFailures.length, letters: letters.letters, outcomes, done };
}

const consumers: Readonly<Record<string, () => Promise<Apply>>> = {
  indexer: async () => {
    const store = createMemorySearchStore();
    await store.prepare([film]);
    return (changes) => {
      // What would be sent.
      for (const change of changes) operationsOf(0, change, [{ alias: 'film-write', live: true }], 60_000);
      return store.apply(changes);
    };
  },
  archiver: () => {
    const store = createMemoryHistoryStore([film]);
    return Promise.resolve(async (changes: readonly Change[]) => {
      const outcomes = await store.append(changes);
      const fitting = changes.filter((_, index) => outcomes[index]?.status === 'applied');
      if (fitting.length > 0) historyFile(film, fitting);
      return outcomes;
    });
  },
  'own function': () =>
    Promise.resolve(
      applyByFunction({
        run: (change) => Promise.resolve(void JSON.stringify(change)),
        context: { table: () => '', queue: () => '' },
        timeLeft: () => 60_000,
        onError: () => undefined,
      }),
    ),
};

const goodKeys = (event: number): readonly string[] =>
  Array.from({ length: NEIGHBOURS }, (_one, index) => `f${event}-${index}`);

function messageOf({ operation, damage, place }: Forged, event: number): string {
  const changes: unknown[] = goodKeys(event).map((key) => packed(operation, key));
  if (damage) changes.splice(place, 0, damagedChange(packed(operation, `bad${event}`), damage));
  return bodyOf(operation, changes, damage);
}

/** @returns how many letters there are */
async function othersAreApplied(batch: readonly Forged[], open: () => Promise<Apply>): Promise<number> {
  const bodies = batch.map(messageOf);
  const isBad = (event: number): boolean => {
    const damage = batch[event]?.damage;
    return damage !== undefined && isOfEvent(damage);
  };

  const { again, letters, outcomes, done } = await consumed(bodies, await open());

  expect(again).toBe(0);
  for (const event of batch.keys())
    if (!isBad(event))
      for (const key of goodKeys(event)) expect(outcomes.get(`e-${key}`), `${key} of event ${event}`).toBe('applied');
  const resent = letters.map(({ payload }) => (typeof payload === 'string' ? payload : deepJsonText(payload)));
  // An event that cannot be read lies in the DLQ as it came, with all its changes.
  const whole = new Set(bodies.filter((_, event) => isBad(event)));
  for (const body of resent) if (!whole.has(body)) expect(isAlone(body, isBad), body).toBe(true);
  if (whole.size === 0) expect(done + letters.length).toBe(batch.length * NEIGHBOURS + batch.filter(hasDamage).length);
  const second = await consumed(resent, await open());
  expect([second.again, second.letters.length]).toEqual([0, letters.length]);
  return letters.length;
}

function hasDamage({ damage }: Forged): boolean {
  return damage !== undefined;
}

/** Whether it is one change, and no good one of an event that is good itself. */
function isAlone(body: string, isBad: (event: number) => boolean): boolean {
  const { detail } = JSON.parse(body) as { detail: { changes: unknown[] } };
  const good = [...body.matchAll(/"e-f(\d+)-\d"/g)].map(([, event]) => Number(event));
  return detail.changes.length === 1 && good.every(isBad);
}

test.each(Object.entries(consumers))(
  '%s: a bad change does not touch its neighbours',
  { timeout: 3_600_000 },
  async (name, open) => {
    const counts = { events: 0, letters: 0 };
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        counts.letters += await othersAreApplied(batch, open);
        counts.events += batch.length;
      }),
      { numRuns: Math.ceil(RUNS / EVENTS) },
    );
    tellFuzz(`${name}, forged events`, counts);
    // A fuzzer that damages nothing proves nothing.
    expect(counts.letters).toBeGreaterThan(RUNS / 10);
  },
);

const WRONG: readonly unknown[] = [null, 5, '', [], [5], { a: 5 }, { deep: 20_000, list: true }];

test.each(Object.entries(consumers))(
  '%s: each field of the envelope with each wrong type',
  { timeout: 120_000 },
  async (_, open) => {
    for (const operation of OPERATIONS)
      for (const name of Object.keys(packed(operation, 'bad'))) {
        const batch = WRONG.map((value) => ({ operation, damage: { at: 'change', name, value }, place: 1 }) as const);
        await othersAreApplied(batch, open);
      }
  },
);

test('JSON of any depth is written as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const value = JSON.parse(text) as unknown;
      expect(deepJsonText(value)).toBe(JSON.stringify(value));
    }),
  );
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(deepJsonText(JSON.parse(deep))).toBe(deep);
});

test('depth is counted in lists and objects alike, and looked at no further than asked', () => {
  expect(isDeeperThan(nested(3, 'x', false), 3)).toBe(false);
  expect(isDeeperThan(nested(4, 'x', true), 3)).toBe(true);
  expect(isDeeperThan(nested(100_000, 'x', true), 40)).toBe(true);
});
