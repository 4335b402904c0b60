import { DRIFT_KINDS, type DriftKind } from '../../domain/drift/drift.ts';
import { excludedShare } from '../../domain/drift/confidence.ts';
import type { Reason } from '../../domain/delivery/reason.ts';
import type { Copy, Difference } from './copy.ts';
import type { Settled } from './settle.ts';

/** What a random sample of one side says about all of it. */
export interface SampleResult {
  readonly sampled: number;
  readonly drifted: number;
  /** The share of drift in the whole is not above this, with 95% confidence. */
  readonly atMost: number;
}

/** Rows that a store refuses for the same reason. */
export interface Refusals {
  readonly code: string;
  /** JSON pointer into the row. */
  readonly field?: string;
  readonly rows: number;
}

export interface CopyResult {
  readonly consumer: string;
  readonly entity: string;
  /** Rows of the table that the subscription sees: all that there are, or those of the sample. */
  readonly rows: number;
  /** Of these, how many the store holds equally. */
  readonly equal: number;
  /** Items in the table that do not fit: they belong in no copy. */
  readonly rejected: number;
  readonly differences: number;
  readonly kinds: Readonly<Partial<Record<DriftKind, number>>>;
  /** Of the rows that the store refuses: how many, by code and field. */
  readonly refusals: readonly Refusals[];
  /** Keys whose newest change is gone from the copy's own history, by the day (UTC) of that change. @default none */
  readonly historyGone?: readonly { readonly day: string; readonly keys: number }[];
  /** Looked different at first, and was in step a grace period later. */
  readonly inFlight: number;
  /** Kept moving as long as it was looked at. */
  readonly undecided: number;
  readonly sample?: { readonly rows: SampleResult; readonly documents: SampleResult };
}

/** A copy whose store cannot be read, and why. */
export interface UnreadableCopy {
  readonly consumer: string;
  readonly entity: string;
  readonly because: string;
}

export interface Verification {
  readonly inStep: boolean;
  /** Whether what was asked could be told of every key. */
  readonly decided: boolean;
  readonly copies: readonly CopyResult[];
  /** The first differences, up to the limit asked for. */
  readonly examples: readonly Difference[];
  /** Items in the tables that no entity recognises. */
  readonly unrecognised: number;
  /** Copies that nothing can be said of. @default none */
  readonly unreadable?: readonly UnreadableCopy[];
}

/** The verification of the copies that could be read, beside those that could not: then not all is decided. */
export function besideUnreadable(result: Verification, unreadable: readonly UnreadableCopy[]): Verification {
  return unreadable.length === 0 ? result : { ...result, decided: false, unreadable };
}

/** Counts the differences of one copy. */
export class Tally {
  readonly settled: Settled = { inFlight: 0, undecided: 0 };
  rows = 0;
  #differences = 0;
  /** Rows of the table that the store does not hold equally. */
  #unequal = 0;
  readonly #kinds = new Map<DriftKind, number>();
  readonly #refusals = new Map<string, { code: string; field?: string; rows: number }>();

  readonly #gone = new Map<string, number>();

  add({ kind, also, reason, goneAt }: Difference): void {
    this.#differences += 1;
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    if (OF_A_ROW.has(also ?? kind)) this.#unequal += 1;
    if (kind === 'refused' && reason) this.#refuse(reason);
    if (goneAt !== undefined) {
      const day = new Date(goneAt).toISOString().slice(0, 10);
      this.#gone.set(day, (this.#gone.get(day) ?? 0) + 1);
    }
  }

  #refuse({ code, field }: Reason): void {
    const name = `${code} ${field ?? ''}`;
    const found = this.#refusals.get(name) ?? { code, ...(field !== undefined && { field }), rows: 0 };
    found.rows += 1;
    this.#refusals.set(name, found);
  }

  result({ consumer, entity }: Copy, rejected: number): CopyResult {
    const kinds = DRIFT_KINDS.flatMap((kind) => {
      const count = this.#kinds.get(kind);
      return count === undefined ? [] : [[kind, count] as const];
    });
    return {
      consumer,
      entity,
      rows: this.rows,
      equal: this.rows - this.#unequal,
      rejected,
      differences: this.#differences,
      kinds: Object.fromEntries(kinds),
      refusals: [...this.#refusals.values()],
      ...(this.#gone.size > 0 && { historyGone: this.#goneByDay() }),
      ...this.settled,
    };
  }

  #goneByDay(): NonNullable<CopyResult['historyGone']> {
    return [...this.#gone].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([day, keys]) => ({ day, keys }));
  }
}

const OF_A_ROW: ReadonlySet<DriftKind> = new Set(['missing', 'stale', 'different', 'refused']);

export function sampleResult(sampled: number, drifted: number): SampleResult {
  return { sampled, drifted, atMost: excludedShare(sampled, drifted) };
}

export function verification(
  copies: readonly CopyResult[],
  examples: readonly Difference[],
  unrecognised: number,
): Verification {
  return {
    inStep: copies.every(({ differences }) => differences === 0),
    decided: copies.every(({ undecided }) => undecided === 0),
    copies,
    examples,
    unrecognised,
  };
}
