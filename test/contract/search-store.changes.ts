/** Changes for the search store's tests: short to write, right in form. */
import { randomUUID } from 'node:crypto';
import type { Change } from '../../shared/domain/change/change.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { positionOf } from '../../shared/domain/change/position.ts';

export const MARGIN_MS = 60_000;
const GENERATION = '2026-11-01T09:00:00.000';
const EPOCH = Date.parse('2026-11-23T18:00:00Z');

type Of<O extends Change['operation']> = Extract<Change, { operation: O }>;
interface When {
  /** Milliseconds after the tests' epoch. */
  readonly at?: number;
  readonly generation?: string;
}
type Stream<O extends 'created' | 'updated'> = (key: string, n: number | bigint, row: Row, when?: When) => Of<O>;

type Repair = Pick<Of<'snapshot'>, 'contains' | 'replaces'>;

export interface ChangeMakers {
  readonly created: Stream<'created'>;
  readonly updated: Stream<'updated'>;
  readonly deleted: (key: string, n: number | bigint, when?: When) => Of<'deleted'>;
  readonly snapshot: (key: string, at: number, row: Row, repair?: Repair) => Of<'snapshot'>;
  readonly absent: (key: string, at: number, repair?: Repair) => Of<'absent'>;
  readonly newKey: () => string;
}

export function changesOf(entity: string): ChangeMakers {
  const base = (key: string, n: number | bigint, { at = 0, generation = GENERATION }: When = {}) => ({
    entity,
    key,
    id: `${key.slice(0, 20)}-${n}`,
    position: positionOf(generation, String(n)),
    at: new Date(EPOCH + at).toISOString(),
  });
  const read = (key: string, at: number) => {
    const { position: _, ...rest } = base(key, at, { at });
    return { ...rest, cause: 'backfill' as const };
  };
  return {
    created: (key, n, after, when) => ({ operation: 'created', ...base(key, n, when), after }),
    updated: (key, n, after, when) => ({ operation: 'updated', ...base(key, n, when), after, before: {}, changed: [] }),
    deleted: (key, n, when) => ({ operation: 'deleted', ...base(key, n, when), before: {} }),
    snapshot: (key, at, after, repair) => ({ operation: 'snapshot', ...read(key, at), ...repair, after }),
    absent: (key, at, repair) => ({ operation: 'absent', ...read(key, at), ...repair }),
    newKey: () => randomUUID(),
  };
}

/** The same order for the same seed. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed;
  for (let end = result.length - 1; end > 0; end -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (end + 1);
    [result[end], result[other]] = [result[other] as T, result[end] as T];
  }
  return result;
}
