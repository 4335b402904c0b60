import { setTimeout as delay } from 'node:timers/promises';
import type { Suspect } from './collect.ts';
import { asksHistory, type Copy, type Difference } from './copy.ts';
import { lookAt, type LookOptions, type Sight } from './look.ts';

export interface SettleOptions extends LookOptions {
  /** Milliseconds from one look at a key to the next: what is on its way has arrived by then. */
  readonly graceMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Told how many keys were looked at again. */
  readonly onLooked?: (keys: number) => void;
}

export interface Settled {
  /** Keys that were in step when they were looked at again. */
  inFlight: number;
  /** Keys that kept moving: what they are cannot be told now. */
  undecided: number;
}

/** One look at so many keys: a hundred fit into a request to DynamoDB, more into one to a store. */
const BATCH = 1_000;
/** Looks at a key that goes on moving. */
const ROUNDS = 4;
/** Of keys that go on moving, so many are kept for another look. */
const MOST_MOVING = 20_000;

/**
 * Looks again at each suspect, by point reads of both sides, until it is in step or does not move any more: what stands
 * still for the grace period and differs is drift; what was on its way arrives meanwhile.
 *
 * @param readUntil when the reading ended, in epoch milliseconds: the first look again is a grace period later
 */
export async function* settle(
  copy: Copy,
  suspects: AsyncIterable<Suspect>,
  readUntil: number,
  settled: Settled,
  options: SettleOptions,
): AsyncIterable<Difference> {
  const { graceMs, now, signal, pause = (ms: number) => delay(ms, undefined, { ...(signal && { signal }) }) } = options;
  let waited = false;
  let moving: Sight[] = [];
  for await (const batch of batches(suspects)) {
    signal?.throwIfAborted();
    if (!waited) {
      await pause(Math.max(0, readUntil + graceMs - now()));
      await refresh(copy);
      waited = true;
    }
    const before = new Map(batch.map((suspect) => [suspect.key, suspect]));
    for (const sight of await lookTwice(copy, [...before.keys()], options)) {
      const was = before.get(sight.key);
      if (!sight.difference) settled.inFlight += 1;
      else if (was?.table === sight.table && was?.store === sight.store) yield sight.difference;
      else if (moving.length < MOST_MOVING) moving.push(sight);
      else settled.undecided += 1;
    }
    // Afterwards: whoever shows it counts the differences of these keys too.
    options.onLooked?.(batch.length);
  }
  for (let round = 2; round < ROUNDS && moving.length > 0; round += 1) {
    await pause(graceMs);
    await refresh(copy);
    const again: Sight[] = [];
    for await (const batch of batches(moving)) {
      const before = new Map(batch.map((sight) => [sight.key, sight.store]));
      for (const sight of await lookTwice(copy, [...before.keys()], options)) {
        if (!sight.difference) settled.inFlight += 1;
        // Both sides were read at one time before, too: a store that stood still since has not taken in what it should.
        else if (before.get(sight.key) === sight.store) yield sight.difference;
        else again.push(sight);
      }
      options.onLooked?.(batch.length);
    }
    moving = again;
  }
  settled.undecided += moving.length;
}

/** Those of some keys at which the sides differ now. */
export async function* suspectsAmong(
  copy: Copy,
  keys: AsyncIterable<string> | Iterable<string>,
  look: LookOptions,
): AsyncIterable<Suspect> {
  for await (const batch of batches(keys)) {
    for (const { key, difference, table, store, newest } of await lookAt(copy, batch, look, true)) {
      if (difference) yield { key, table, store, newest };
    }
  }
}

/** A search store answers point reads at once; the analytics copy and the history must take in what has come. */
async function refresh({ entity, store, history }: Copy): Promise<void> {
  await store.refresh(entity);
  await history?.changes.refresh();
}

/** Looks without the history, which is slow to ask, and once more with it at those keys for which it matters. */
async function lookTwice(copy: Copy, keys: readonly string[], options: SettleOptions): Promise<readonly Sight[]> {
  const sights = await lookAt(copy, keys, options, false);
  if (!copy.history && !copy.gaps) return sights;
  const asked = sights.filter(({ difference }) => !difference || asksHistory(difference.kind)).map(({ key }) => key);
  if (asked.length === 0) return sights;
  const better = new Map((await lookAt(copy, asked, options, true)).map((sight) => [sight.key, sight]));
  return sights.map((sight) => better.get(sight.key) ?? sight);
}

/** Runs of at most `BATCH`. */
export async function* batches<T>(items: AsyncIterable<T> | Iterable<T>): AsyncIterable<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
