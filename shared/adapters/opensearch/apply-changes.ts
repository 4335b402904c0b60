import type { Change } from '../../domain/change/change.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import { STALE, type Outcome } from '../../domain/delivery/outcome.ts';
import { collapse, faultOf, type Winner } from '../../domain/change/precedence.ts';
import { bulksOf, operationsOf, type Operation } from './bulk-body.ts';
import { judged } from './bulk-outcomes.ts';
import { sendBulk } from './bulk-request.ts';
import type { SearchClient } from './client.ts';
import type { WriteTarget, WriteTargets } from './write-targets.ts';

export interface ApplyContext {
  readonly client: SearchClient;
  readonly targets: WriteTargets;
  readonly marginMs: number;
}

/** @returns one outcome per change, in order. */
export async function applyChanges(context: ApplyContext, changes: readonly Change[]): Promise<readonly Outcome[]> {
  const outcomes = new Map<number, Outcome>();
  for (const [index, change] of changes.entries()) {
    const reason = faultOf(change);
    if (reason) outcomes.set(index, { status: 'rejected', reason });
  }
  let open = [...changes.keys()].filter((index) => !outcomes.has(index));
  while (open.length > 0) {
    const batch = pick(changes, open);
    const winners = collapse(batch);
    const sent = await sendAgainWhenMoved(
      context,
      pick(
        batch,
        winners.map(({ index }) => index),
      ),
    );
    const undecided = settle(winners, sent, (at, outcome) => outcomes.set(open[at] ?? at, outcome));
    open = undecided.map((at) => open[at] ?? at);
  }
  return changes.map((_, index) => outcomes.get(index) ?? STALE);
}

/**
 * Gives winners and superseded changes their outcomes. When a winner is rejected, the changes it superseded are still
 * owed to the store: without it they would have been applied.
 *
 * @returns the changes whose turn it is now, in order.
 */
function settle(
  winners: readonly Winner[],
  sent: readonly Outcome[],
  decide: (index: number, outcome: Outcome) => void,
): readonly number[] {
  const undecided: number[] = [];
  for (const [at, { index, superseded }] of winners.entries()) {
    const outcome = sent[at] ?? STALE;
    decide(index, outcome);
    if (outcome.status === 'rejected') undecided.push(...superseded);
    else for (const loser of superseded) decide(loser, outcome.status === 'retry' ? outcome : STALE);
  }
  return undecided.sort((one, other) => one - other);
}

/** The index may have been replaced since its name was looked up: then it is looked up anew, once. */
async function sendAgainWhenMoved(context: ApplyContext, changes: readonly Change[]): Promise<readonly Outcome[]> {
  const first = await sendChanges(context, changes);
  const moved = [...first.keys()].filter((index) => isNotReady(first[index]));
  if (moved.length === 0) return first;
  const again = pick(changes, moved);
  for (const { entity } of again) context.targets.forget(entity);
  const second = await sendChanges(context, again);
  const outcomes = [...first];
  for (const [at, index] of moved.entries()) outcomes[index] = second[at] ?? STALE;
  return outcomes;
}

async function sendChanges(context: ApplyContext, changes: readonly Change[]): Promise<readonly Outcome[]> {
  const ended = changes.map((): { readonly live: boolean; readonly outcome: Outcome }[] => []);
  const operations: Operation[] = [];
  const targets = await targetsOf(context, changes);
  for (const [index, change] of changes.entries()) {
    const found = targets.get(change.entity) ?? [];
    if (found instanceof HeadwaterError) ended[index]?.push({ live: true, outcome: retryLater(change, found) });
    else operations.push(...operationsOf(index, change, found, context.marginMs));
  }
  for (const bulk of bulksOf(operations)) {
    const sent = await sendBulk(context.client, bulk, changes);
    for (const [at, { index, live }] of bulk.entries()) ended[index]?.push({ live, outcome: sent[at] ?? STALE });
  }
  return ended.map((sent) => judged(sent) ?? STALE);
}

async function targetsOf(
  { targets }: ApplyContext,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, readonly WriteTarget[] | HeadwaterError>> {
  const entities = [...new Set(changes.map(({ entity }) => entity))];
  const found = new Map<string, readonly WriteTarget[] | HeadwaterError>();
  for (const entity of entities) {
    try {
      found.set(entity, await targets.of(entity));
    } catch (error) {
      if (!(error instanceof HeadwaterError)) throw error;
      found.set(entity, error);
    }
  }
  return found;
}

function retryLater(change: Change, { code }: HeadwaterError): Outcome {
  const message = `${change.entity} "${change.key}" is not stored yet: its index cannot be found (${code})`;
  return { status: 'retry', reason: { code, message } };
}

function isNotReady(outcome: Outcome | undefined): boolean {
  return outcome?.status === 'retry' && outcome.reason.code === 'HW_SEARCH_NOT_READY';
}

function pick<T>(items: readonly T[], indices: readonly number[]): readonly T[] {
  return indices.flatMap((index) => (index in items ? [items[index] as T] : []));
}
