/** What a repair sends to mend a copy: reads of the table that say what they were made against (docs/convergence.md, Repairs). */
import type { Change, ReadChange } from '../../domain/change/change.ts';
import { absenceOf, snapshotOf } from '../../domain/change/read-change.ts';
import type { Reason } from '../../domain/delivery/reason.ts';
import { containedPosition, known, type Copy, type Difference } from './copy.ts';
import { lookAt, type LookOptions, type Sight } from './look.ts';

export interface Mending {
  readonly difference: Difference;
  readonly change: ReadChange;
}

export interface RepairPlan {
  readonly mendings: readonly Mending[];
  /** Keys that are in step by now. */
  readonly inStep: readonly string[];
  /** What the store takes no row of: sent, it would be rejected again. Each with its reason. */
  readonly refused: readonly Difference[];
  /** What no read wins over: a file of the analytics copy that claims what cannot be. */
  readonly beyond: readonly Difference[];
  /** Epoch milliseconds: before this time a read would lose against what the copy holds. */
  readonly notBefore?: number;
}

/** Looks at some keys of a copy, and says what mends those at which it is not in step. */
export async function planRepair(copy: Copy, keys: readonly string[], look: LookOptions): Promise<RepairPlan> {
  const sights = await lookAt(copy, keys, look, true);
  const drifted = sights.filter(hasDifference);
  const beyond = drifted.filter(({ difference }) => isBeyond(copy, difference)).map(({ difference }) => difference);
  const sendable = drifted.filter(({ difference }) => !isBeyond(copy, difference));
  const refused = await refusedAmong(copy, sendable);
  const mendable = sendable.filter(({ key }) => !refused.has(key));
  const notBefore = readsWinFrom(copy, mendable);
  return {
    inStep: sights.filter(({ difference }) => !difference).map(({ key }) => key),
    beyond,
    refused: [...refused.values()],
    mendings: mendable.map((sight) => ({ difference: sight.difference, change: mendingOf(copy, sight, look) })),
    ...(notBefore > look.now() && { notBefore }),
  };
}

/** What is known of the row's schema and limits decides; of the other rows the store is asked. */
async function refusedAmong(copy: Copy, sights: readonly Drifted[]): Promise<ReadonlyMap<string, Difference>> {
  const refused = new Map<string, Difference>();
  const open: Change[] = [];
  for (const { key, difference, source, readAt } of sights) {
    const row = source?.status === 'row' ? copy.expects(source.row) : undefined;
    if (difference.reason) refused.set(key, difference);
    else if (row) open.push(snapshotOf({ entity: copy.entity, key, readAt, row }, { cause: 'repair' }));
  }
  const reasons = (await copy.refusals?.(open)) ?? new Map<string, Reason>();
  for (const { key, difference } of sights) {
    const reason = reasons.get(key);
    if (reason) refused.set(key, { ...difference, kind: 'refused', also: difference.also ?? difference.kind, reason });
  }
  return refused;
}

type Drifted = Sight & { readonly difference: Difference };

function hasDifference(sight: Sight): sight is Drifted {
  return sight.difference !== undefined;
}

/** Where a read cannot replace the marks, it cannot win over such that no time or position will ever exceed. */
function isBeyond({ readsWinAfterMs }: Copy, { kind }: Difference): boolean {
  return readsWinAfterMs !== undefined && kind === 'position-ahead';
}

/** A second more than the margin: the times of changes are whole seconds. */
const LEEWAY_MS = 1_000;

function readsWinFrom({ readsWinAfterMs }: Copy, sights: readonly Drifted[]): number {
  if (readsWinAfterMs === undefined) return 0;
  const times = sights.flatMap(({ document, difference: { goneAt } }) => {
    const { position, at = 0 } = document?.marks ?? {};
    // Of two reads the later one wins, by however little.
    const ofRow = at + (position === undefined ? 0 : readsWinAfterMs) + LEEWAY_MS;
    return goneAt === undefined ? [ofRow] : [ofRow, goneAt + readsWinAfterMs + LEEWAY_MS];
  });
  return Math.max(0, ...times);
}

function mendingOf(copy: Copy, { key, source, document, newest, readAt }: Drifted, look: LookOptions): ReadChange {
  const contains = containedPosition(document?.marks, newest, known(copy, look.now(), look.marginMs));
  const { deleted: _, ...replaces } = document?.marks ?? { deleted: false };
  const moment = {
    cause: 'repair' as const,
    ...(contains !== undefined && { contains }),
    ...(document && { replaces }),
  };
  const read = { entity: copy.entity, key, readAt: readAtOf(source) ?? readAt };
  const seen = source?.status === 'row' && copy.expects(source.row) !== undefined;
  // The row as the table's policy leaves it: what the consumer makes of it is its own affair, as with any change.
  return seen ? snapshotOf({ ...read, row: source.row }, moment) : absenceOf(read, moment);
}

function readAtOf(source: Sight['source']): number | undefined {
  return source && 'readAt' in source ? source.readAt : undefined;
}
