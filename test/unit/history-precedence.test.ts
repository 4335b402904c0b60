/** The view of the current rows and the domain's precedence are two texts of one rule: they must agree. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { rowAfter, type Change } from '../../shared/domain/change.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { integer } from '../../shared/domain/definition/fields.ts';
import { positionOf } from '../../shared/domain/position.ts';
import { decide, DEFAULT_MARGIN_MS, type Marks } from '../../shared/domain/precedence.ts';
import { writeHistoryFile } from '../contract/history-store-files.ts';

const thing = defineEntity({ name: 'thing', recognise: 'every-item', fields: { n: integer() } });
const KEYS = 200;
const RUNS = 20;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'headwater-precedence-'));
});
afterEach(() => rm(root, { recursive: true }));

const at = (second: number): string => new Date(Date.UTC(2026, 10, 23, 18, 0, second)).toISOString();

/** Seconds of one key's stream changes (in the order of their positions) and snapshot reads; how all of them arrive. */
const life = fc
  .record({
    writes: fc.array(fc.record({ second: fc.nat(300), deleted: fc.boolean() }), { maxLength: 4 }),
    reads: fc.uniqueArray(fc.nat(300), { maxLength: 3 }),
    absent: fc.boolean(),
  })
  .chain(({ writes, reads, absent }) => {
    const seconds = writes.map(({ second }) => second).toSorted((a, b) => a - b);
    const stream = writes.map(
      ({ deleted }, index) => ({ kind: 'stream', second: seconds[index] ?? 0, deleted, index }) as const,
    );
    const all = [...stream, ...reads.map((second) => ({ kind: 'read', second, absent }) as const)];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });

type Arrival = (typeof life extends fc.Arbitrary<infer Arrivals extends readonly unknown[]> ? Arrivals : never)[number];

function changesOf(arrivals: readonly Arrival[], key: string): Change[] {
  return arrivals.map((arrival, place): Change => {
    const base = { entity: 'thing', id: `${key}-${place}`, key, at: at(arrival.second) };
    const row = { n: place };
    if (arrival.kind === 'read') {
      return arrival.absent ? { ...base, operation: 'absent' } : { ...base, operation: 'snapshot', after: row };
    }
    const position = positionOf('g', String(arrival.index));
    return arrival.deleted
      ? { ...base, operation: 'deleted', position, before: row }
      : { ...base, operation: 'created', position, after: row };
  });
}

/** Id of the change that a store following `decide` is left with; undefined when nothing or a tombstone is. */
function leftIn(changes: readonly Change[]): string | undefined {
  let marks: Marks | undefined;
  let left: Change | undefined;
  for (const change of changes) {
    const decision = decide(marks, change, DEFAULT_MARGIN_MS);
    if (decision.verdict === 'stale') continue;
    marks = decision.marks;
    if (decision.verdict === 'apply') left = change;
  }
  return left && rowAfter(left) && left.id;
}

let run = 0;

test(
  'what is current in the copy is what any store is left with, however the changes arrived',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: KEYS, size: 'max' }), async (arrivals) => {
        const lives = arrivals.map((arrival, index) => changesOf(arrival, `k${index}`));
        const directory = join(root, String(run++));
        if (lives.flat().length > 0) await writeHistoryFile(directory, thing, lives.flat());
        const history = await openHistory({ directory, entities: [thing] });

        const { rows } = await history.query('SELECT _event_id AS id FROM thing_current');
        history.close();

        const expected = lives.map(leftIn).filter((id) => id !== undefined);
        expect(rows.map((row) => row['id']).toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: RUNS },
    );
  },
);
