/** The fill of a reindex, key by key: the new index gets changes of its own before and after the copy of the old document. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change } from '../../shared/domain/change/change.ts';
import { merge } from '../../shared/domain/change/merge.ts';
import { decide, type Marks } from '../../shared/domain/change/precedence.ts';
import { positionOf } from '../../shared/domain/change/position.ts';

const MARGIN_MS = 60;

interface Held {
  readonly marks?: Marks;
  /** The number of writes that its content knows of. */
  readonly version?: number;
}

interface Delivery {
  readonly change: Change;
  readonly version: number;
}

/** True times; clocks may be wrong by less than half of the margin. */
interface Written {
  readonly gap: number;
  readonly skew: number;
  readonly kind: 'write' | 'delete' | 'read';
}

const written: fc.Arbitrary<Written> = fc.record({
  gap: fc.integer({ min: 1, max: 80 }),
  skew: fc.integer({ min: -29, max: 29 }),
  kind: fc.constantFrom('write', 'delete', 'read'),
});

/**
 * What a key's writes and reads send, each with the version of the row that it carries.
 *
 * @param streamClock how wrong the clock of all writes is; without it each write has another, and their times no order
 */
function historyOf(events: readonly Written[], streamClock?: number): readonly Delivery[] {
  let [now, version, there] = [10_000, 0, false];
  return events.map(({ gap, skew, kind }, n) => {
    now += gap;
    const clock = kind === 'read' ? skew : (streamClock ?? skew);
    const base = { entity: 'film', key: 'k', id: `c${n}`, at: new Date(now + clock).toISOString() };
    if (kind === 'read') {
      const read: Change = there ? { operation: 'snapshot', ...base, after: {} } : { operation: 'absent', ...base };
      return { change: read, version };
    }
    version += 1;
    there = kind === 'write';
    const position = positionOf('2026-11-01T09:00:00.000', String(version));
    const change: Change = there
      ? { operation: 'created', ...base, position, after: {} }
      : { operation: 'deleted', ...base, position, before: {} };
    return { change, version };
  });
}

function applied(held: Held, { change, version }: Delivery): Held {
  const decision = decide(held.marks, change, MARGIN_MS);
  if (decision.verdict === 'stale') return held;
  return { marks: decision.marks, version: decision.verdict === 'apply' ? version : (held.version ?? 0) };
}

function filled(held: Held, copy: Held): Held {
  if (!copy.marks) return held;
  if (!held.marks) return copy;
  const { content, marks } = merge(held.marks, copy.marks, MARGIN_MS);
  return { marks, version: (content === 'incoming' ? copy : held).version ?? 0 };
}

const anyOrder = (length: number) => fc.shuffledSubarray([...Array(length).keys()], { minLength: length });

const scene = fc.array(written, { minLength: 1, maxLength: 7 }).chain((events) =>
  fc.record({
    events: fc.constant(events),
    /** Those that the old index has when its document is copied; the others come to both. */
    early: fc.array(fc.boolean(), { minLength: events.length, maxLength: events.length }),
    /** Early ones that are delivered once more, to both. */
    again: fc.array(fc.boolean(), { minLength: events.length, maxLength: events.length }),
    inOld: anyOrder(events.length),
    inNew: anyOrder(events.length),
    /** How many the new index gets before the copy. */
    before: fc.nat({ max: events.length }),
  }),
);

type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

/** @returns both indices after everything, and the new one after one more copy of the old document, as it was and as it is. */
function played({ events, early, again, inOld, inNew, before }: Scene, streamClock?: number): readonly Held[] {
  const history = historyOf(events, streamClock);
  const pick = (order: readonly number[], wanted: (at: number) => boolean) =>
    order.filter(wanted).flatMap((at) => history[at] ?? []);
  const copied = pick(inOld, (at) => early[at] === true).reduce(applied, {});
  const afterwards = (at: number) => early[at] !== true || again[at] === true;
  const old = pick(inOld, afterwards).reduce(applied, copied);
  const toNew = pick(inNew, afterwards);
  const atCopy = toNew.slice(0, before).reduce(applied, {});
  const fresh = toNew.slice(before).reduce(applied, filled(atCopy, copied));
  return [old, fresh, filled(fresh, copied), filled(fresh, old)];
}

test('after the copy and all deliveries, in any order, the new index holds what the old one holds: row and marks', () => {
  fc.assert(
    fc.property(scene, fc.integer({ min: -29, max: 29 }), (made, streamClock) => {
      const [old, ...fresh] = played(made, streamClock);
      for (const held of fresh) expect(held).toEqual(old);
    }),
    { numRuns: 5_000 },
  );
});

test('where the times of writes have no order, the row and its position are the same; the times may differ', () => {
  const content = ({ marks, version }: Held) => ({ position: marks?.position, deleted: marks?.deleted, version });

  fc.assert(
    fc.property(scene, (made) => {
      const [old, ...fresh] = played(made).map(content);
      for (const held of fresh) expect(held).toEqual(old);
    }),
    { numRuns: 5_000 },
  );
});
