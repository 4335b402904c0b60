/**
 * Events that look right and are not. Of a batch with one bad change all others are applied in the same invocation, and the
 * bad one is applied too, or lies alone in the DLQ. HEADWATER_FUZZ_RUNS sets how many batches each consumer is given.
 */
import fc from 'fast-check';
import type { SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { film } from '../../examples/film-shop/entities.ts';
import { operationsOf } from '../../shared/adapters/opensearch/bulk-body.ts';
import { MemoryClaimStore } from '../../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../../shared/adapters/memory/dead-letters.ts';
import { createMemoryHistoryStore } from '../../shared/adapters/memory/history-store.ts';
import { createMemorySearchStore } from '../../shared/adapters/memory/search-store.ts';
import type { Change, Operation } from '../../shared/domain/change.ts';
import { deepJsonText, isDeeperThan } from '../../shared/domain/deep-json.ts';
import { liftTo } from '../../shared/domain/lift.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import { positionOf } from '../../shared/domain/position.ts';
import { consume } from '../../shared/runtime/consume.ts';
import type { Apply } from '../../shared/runtime/prepare.ts';
import { applyByFunction } from '../../shared/runtime/run-function.ts';
import { historyFile } from '../contract/history-store-files.ts';
import { recordingCounter } from '../support/outcome-counter.ts';

const RUNS = Number(process.env['HEADWATER_FUZZ_RUNS'] ?? 150);
const NEIGHBOURS = 4;

const row = (id: string) => ({ id, title: 'A film', releaseDate: '1999-01-01', price: 4.99 });
const marks = { position: positionOf('g', '1'), at: 1, snapshotAt: 2 };

/** A whole change of each operation, as a bus carries it: every field that a change may have. */
function packed(operation: Operation, key: string): Record<string, unknown> {
  const base = { id: `e-${key}`, key, at: '2026-11-23T18:00:00Z' };
  const stream = { ...base, position: positionOf('2026-11-01T09:00:00.000', '7'), beforeRejected: true };
  switch (operation) {
    case 'created':
      return { ...stream, after: row(key) };
    case 'updated':
      return { ...stream, after: row(key), before: { price: 1 }, changed: ['price'] };
    case 'deleted':
      return { ...stream, before: row(key), cause: 'expired' };
    case 'snapshot':
      return { ...base, after: row(key), cause: 'repair', contains: positionOf('g', '2'), replaces: marks };
    case 'absent':
      return { ...base, cause: 'repair', contains: positionOf('g', '2'), replaces: marks };
  }
}

function nested(depth: number, leaf: unknown, list: boolean): unknown {
  let value = leaf;
  for (let level = 0; level < depth; level += 1) value = list ? [value] : { n: value };
  return value;
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, 5, -1, 1e308, '', 'x', ' ', [], {}, [5], [null], { a: 5 }, '2026', 'now'),
  fc.constantFrom<unknown>('k'.repeat(600), 'claims/x', { key: 'claims/x', bytes: 1, sha256: 'x' }, '\uFFFE', '\u0000'),
  fc.record({ deep: fc.constantFrom(38, 40, 42, 200, 50_000), list: fc.boolean() }),
  fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
);

const FIELDS = ['id', 'key', 'at', 'cause', 'position', 'beforeRejected', 'after', 'before', 'changed', 'contains'];
const NAMES = [...FIELDS, 'replaces', 'claim', 'entity', 'operation', 'other', '__proto__', 'constructor', 'toJSON'];
const ROW_NAMES = ['id', 'title', 'price', 'releaseDate', 'imdbVotes', 'other', '__proto__', 'toJSON'];

/** What is wrong with a change: a field of it, or of its row, or the whole of it. */
const damage = fc.oneof(
  fc.record({ at: fc.constant('change' as const), name: fc.constantFrom(...NAMES), value: odd }),
  fc.record({ at: fc.constant('missing' as const), name: fc.constantFrom(...FIELDS), value: fc.constant(null) }),
  fc.record({ at: fc.constant('row' as const), name: fc.constantFrom(...ROW_NAMES), value: odd }),
  fc.record({ at: fc.constant('whole' as const), name: fc.constant(''), value: odd }),
);

type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

/** What is too deep for fast-check to print is made from its depth. */
function valueOf(value: unknown): unknown {
  const { deep, list } = (typeof value === 'object' && value !== null ? value : {}) as {
    deep?: unknown;
    list?: unknown;
  };
  return typeof deep === 'number' && typeof list === 'boolean' ? nested(deep, 'x', list) : value;
}

function damaged(change: Record<string, unknown>, { at, name, value: drawn }: Damage): unknown {
  const value = valueOf(drawn);
  if (at === 'whole') return value;
  const kept = Object.entries(change).filter(([field]) => field !== name);
  if (at === 'missing') return Object.fromEntries(kept);
  if (at === 'change') return Object.fromEntries([...kept, [name, value]]);
  const holder = 'after' in change ? 'after' : 'before';
  const inner = Object.entries(change[holder] ?? {}).filter(([field]) => field !== name);
  return { ...change, [holder]: Object.fromEntries([...inner, [name, value]]) };
}

const batches = fc.record({
  operation: fc.constantFrom<Operation>('created', 'updated', 'deleted', 'snapshot', 'absent'),
  damage,
  place: fc.nat(NEIGHBOURS),
});

function bodyOf(operation: Operation, changes: readonly unknown[]): string {
  const envelope = { source: 'headwater.shop', 'detail-type': `film.${operation}`, time: '2026-11-23T18:00:00Z' };
  return deepJsonText({ ...envelope, detail: { schema: 'film@1', changes } });
}

async function consumed(body: string, apply: Apply) {
  const letters = new MemoryDeadLetters();
  const outcomes = new Map<string, Outcome['status']>();
  const record = { messageId: 'm', body, receiptHandle: '', attributes: { ApproximateReceiveCount: '1' } };
  const answer = await consume({ Records: [record] } as unknown as SQSEvent, {
    consumer: 'search',
    entities: new Set(['film']),
    lift: liftTo([film]),
    claims: new MemoryClaimStore(),
    deadLetters: letters,
    redelivery: { delay: () => Promise.resolve() },
    counter: recordingCounter(),
    apply: async (changes) => {
      const found = await apply(changes);
      for (const [index, { id }] of changes.entries()) outcomes.set(id, found[index]?.status ?? 'retry');
      return found;
    },
  });
  return { again: answer.batchItemFailures.length, letters: letters.letters, outcomes };
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

interface Batch {
  readonly operation: Operation;
  readonly damage: Damage;
  readonly place: number;
}

/** @returns whether the damaged change was refused */
async function othersAreApplied(
  { operation, damage: wrong, place }: Batch,
  open: () => Promise<Apply>,
): Promise<boolean> {
  const keys = Array.from({ length: NEIGHBOURS }, (_one, index) => `f${index}`);
  const changes: unknown[] = keys.map((key) => packed(operation, key));
  changes.splice(place, 0, damaged(packed(operation, 'bad'), wrong));

  const { again, letters, outcomes } = await consumed(bodyOf(operation, changes), await open());

  expect(again).toBe(0);
  for (const key of keys) expect(outcomes.get(`e-${key}`)).toBe('applied');
  expect(letters.length).toBeLessThanOrEqual(1);
  for (const { payload } of letters) {
    const body = typeof payload === 'string' ? payload : deepJsonText(payload);
    const alone = JSON.parse(body) as { detail: { changes: unknown[] } };
    expect(alone.detail.changes).toHaveLength(1);
    expect(body).not.toMatch(/"e-f\d"/);
    const resent = await consumed(body, await open());
    expect([resent.again, resent.letters.length]).toEqual([0, 1]);
  }
  return letters.length > 0;
}

test.each(Object.entries(consumers))(
  '%s: a bad change does not touch its neighbours',
  { timeout: 3_600_000 },
  async (_, open) => {
    let bad = 0;
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        if (await othersAreApplied(batch, open)) bad += 1;
      }),
      { numRuns: RUNS },
    );
    // A fuzzer that damages nothing proves nothing.
    expect(bad).toBeGreaterThan(RUNS / 10);
  },
);

const OPERATIONS: readonly Operation[] = ['created', 'updated', 'deleted', 'snapshot', 'absent'];
const WRONG: readonly unknown[] = [null, 5, '', [], [5], { a: 5 }, { deep: 50_000, list: true }];

test.each(Object.entries(consumers))(
  '%s: each field of the envelope with each wrong type',
  { timeout: 120_000 },
  async (_, open) => {
    for (const operation of OPERATIONS) {
      for (const name of Object.keys(packed(operation, 'bad')))
        for (const value of WRONG)
          await othersAreApplied({ operation, damage: { at: 'change', name, value }, place: 1 }, open);
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
