import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import type { Copy } from '../../shared/runtime/verify/copy.ts';
import type { CopyResult } from '../../shared/runtime/verify/result.ts';
import { verifySample } from '../../shared/runtime/verify/sample.ts';
import { missingTombstones } from '../../shared/runtime/verify/tombstones.ts';
import type { Deletions } from '../../shared/ports/deletions.ts';
import { tableOf, type TableReads } from '../../shared/runtime/verify/verify.ts';

export interface AuditedTable extends TableReads {
  /** About how many items it has. */
  readonly items: number;
}

/** What a sample of one copy says, with the deletions whose tombstones were looked for. */
export interface AuditResult extends CopyResult {
  readonly deletions: number;
}

export interface Audit {
  readonly copies: readonly Copy[];
  /** Where deletions are drawn from; without it no tombstone is looked for. */
  readonly deletions?: Deletions | undefined;
  readonly tables: readonly AuditedTable[];
  /** Milliseconds until it must have ended. */
  readonly timeLeft: () => number;
  /** Told what a sample of one copy says. */
  readonly audited: (result: AuditResult) => void;
  /** Rows and documents of each copy. @default 500: a day of them excludes 0.03% of drift */
  readonly count?: number;
  /** Milliseconds until a difference is looked at again. @default 30000 */
  readonly graceMs?: number;
}

const COUNT = 500;
const GRACE_MS = 30_000;
/** Less time than that is not worth another copy: its looks alone take as long. */
const WORTHWHILE_GRACES = 2;

/**
 * Compares a random part of each copy with the table, as long as the time lasts; which copy comes first is random too, so
 * that none is left out for ever.
 *
 * @throws AggregateError of what failed, after all were tried
 */
export async function audit({
  copies,
  tables,
  deletions,
  timeLeft,
  audited,
  count = COUNT,
  graceMs = GRACE_MS,
}: Audit): Promise<void> {
  const errors: unknown[] = [];
  for (const copy of shuffled(copies)) {
    if (timeLeft() < graceMs * WORTHWHILE_GRACES) break;
    try {
      const look = { graceMs, marginMs: DEFAULT_MARGIN_MS, now: Date.now, signal: AbortSignal.timeout(timeLeft()) };
      const itemsOf = (table: object): number => tables.find((one) => one === table)?.items ?? 0;
      const { copies: results } = await verifySample({ ...look, copies: [copy], tables, count, itemsOf });
      // Without a time from which on tombstones are due, none is looked for: a filter, or no history.
      const drawn = copy.tombstonesSince === undefined ? undefined : await deletions?.sample(copy.entity, count);
      const source = tableOf(tables, copy);
      const missing = drawn ? await missingTombstones(copy, drawn, { ...look, source }) : [];
      for (const result of results) audited(withTombstones(result, drawn?.length ?? 0, missing.length));
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'not all copies could be audited');
}

function withTombstones(result: CopyResult, deletions: number, missing: number): AuditResult {
  const { differences, kinds } = result;
  if (missing === 0) return { ...result, deletions };
  return {
    ...result,
    deletions,
    differences: differences + missing,
    kinds: { ...kinds, 'tombstone-missing': missing },
  };
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  const drawn = items.map((item) => ({ item, place: Math.random() }));
  return drawn.sort((one, other) => one.place - other.place).map(({ item }) => item);
}
