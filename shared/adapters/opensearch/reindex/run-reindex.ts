import { setTimeout as pause } from 'node:timers/promises';
import type { Entity } from '../../../domain/definition/entity.ts';
import { FUNCTION_TIMEOUT_SECONDS } from '../../../domain/definition/headwater.ts';
import { HeadwaterError } from '../../../domain/errors.ts';
import { DEFAULT_MARGIN_MS } from '../../../domain/change/precedence.ts';
import { phaseOfRun, type ReindexPhase } from '../../../domain/jobs/reindex.ts';
import type { SearchClient } from '../client.ts';
import { ask } from '../request.ts';
import { TARGETS_KEPT_MS } from '../write-targets.ts';
import type { Refused } from './copy-documents.ts';
import { fillIndex } from './fill-index.ts';
import { putMergeScript } from './merge-script.ts';
import { countDocuments, dropIndex, makeBeside, moveAlias } from './reindex-indices.ts';
import type { ReindexLease } from './reindex-lease.ts';
import { verifyIndices, type Verification } from './verify-indices.ts';

/** A bulk that the function sent with its last breath waits for its shard so long (bulk-request.ts), and a little more. */
const LAST_BULK_MS = 15_000;

/**
 * After an index is added, until every writer feeds it: a writer keeps what it knows of the targets for 5 s, and one that
 * looked just before that time was over may be writing until its function is ended.
 */
export const SETTLE_MS = TARGETS_KEPT_MS + FUNCTION_TIMEOUT_SECONDS * 1_000 + LAST_BULK_MS;

/** Until a difference counts: the two writes of one change are in one bulk, or in two that follow each other. */
const GRACE_MS = 5_000;

export type Progress =
  | { readonly phase: ReindexPhase; readonly step: 'begins' }
  | { readonly phase: 'settling' | 'watching' | 'rolling-back'; readonly step: 'waits'; readonly ms: number }
  | {
      readonly phase: 'filling';
      readonly step: 'copied';
      readonly documents: number;
      readonly total: number;
      readonly refused: number;
    }
  | { readonly phase: ReindexPhase; readonly step: 'compared'; readonly keys: number };

export interface ReindexContext {
  readonly client: SearchClient;
  readonly entity: Entity;
  readonly lease: ReindexLease;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  /** Documents that the other index refuses do not keep the alias from moving. */
  readonly acceptRejected: boolean;
  /** The backfill that a reindex from the table waits for has been run. */
  readonly backfilled: boolean;
  /** @default SETTLE_MS */
  readonly settleMs?: number | undefined;
  /** @default GRACE_MS */
  readonly graceMs?: number | undefined;
}

/** Where a run stopped. */
export type RunEnd =
  | { readonly stopped: 'kept' | 'rolled-back'; readonly verification?: Verification | undefined }
  | { readonly stopped: 'backfill-first' }
  /** The comparison found what must not go on without a word. */
  | { readonly stopped: 'not-equal'; readonly verification: Verification };

/** Goes on from the phase in which the reindex stands until readers see the new index, or something keeps it from that. */
export async function runReindex(context: ReindexContext): Promise<RunEnd> {
  const { client, entity, lease, progress } = context;
  await lease.enter(phaseOfRun(lease.state.phase));
  for (;;) {
    const { phase, from, to } = lease.state;
    throwIfOver(context);
    progress({ phase, step: 'begins' });
    switch (phase) {
      case 'starting':
        await putMergeScript(client);
        await makeBeside(client, entity, lease.state);
        await lease.enter('settling');
        break;
      case 'settling':
        await settle(context, phase);
        await lease.enter(lease.state.fromTable ? 'backfilling' : 'filling');
        break;
      case 'backfilling':
        if (!context.backfilled) return { stopped: 'backfill-first' };
        await lease.enter('filling');
        break;
      case 'filling':
        await fill(context);
        await lease.enter('verifying');
        break;
      case 'verifying': {
        const verification = await verify(context, from, to);
        if (!isEqual(context, verification)) return { stopped: 'not-equal', verification };
        await lease.update({ accepted: verification.refused.length });
        await lease.enter('swapping');
        break;
      }
      case 'swapping':
        await moveAlias(client, entity.name, from, to);
        await lease.enter('watching');
        break;
      case 'watching': {
        await settle(context, phase);
        const verification = await verify(context, from, to);
        if (!isEqual(context, verification)) return { stopped: 'not-equal', verification };
        await lease.enter('kept');
        return { stopped: 'kept', verification };
      }
      case 'kept':
        return { stopped: phase };
      case 'rolled-back':
      case 'rolling-back':
      case 'finishing':
      case 'undoing':
        throw new HeadwaterError('HW_REINDEX_UNDERWAY', `a run does not go on from "${phase}"`);
    }
  }
}

/** Readers see the old index again. It has been fed all the time; what it refused is found before, and keeps the alias. */
export async function rollBack(context: ReindexContext): Promise<RunEnd> {
  const { client, entity, lease } = context;
  const { from, to } = lease.state;
  await lease.enter('rolling-back');
  context.progress({ phase: 'rolling-back', step: 'begins' });
  const before = await verify(context, to, from);
  if (!isEqual(context, before)) return { stopped: 'not-equal', verification: before };
  throwIfOver(context);
  await moveAlias(client, entity.name, to, from);
  await settle(context, 'rolling-back');
  const verification = await verify(context, to, from);
  await lease.enter('rolled-back');
  return isEqual(context, verification)
    ? { stopped: 'rolled-back', verification }
    : { stopped: 'not-equal', verification };
}

/** Removes the index that readers do not see: the old one (`finishing`) or the new one (`undoing`). */
export async function endReindex(
  { client, entity, lease }: Pick<ReindexContext, 'client' | 'entity' | 'lease'>,
  phase: 'finishing' | 'undoing',
): Promise<string> {
  const index = phase === 'finishing' ? lease.state.from : lease.state.to;
  await lease.enter(phase);
  await dropIndex(client, entity.name, index);
  await lease.remove();
  return index;
}

async function settle(context: ReindexContext, phase: 'settling' | 'watching' | 'rolling-back'): Promise<void> {
  const ms = context.settleMs ?? SETTLE_MS;
  context.progress({ phase, step: 'waits', ms });
  await pause(ms, undefined, { signal: endOf(context) }).catch(() => undefined);
  throwIfOver(context);
}

async function fill(context: ReindexContext): Promise<void> {
  const { client, entity, lease, progress } = context;
  const { from, to } = lease.state;
  // Every write that only the old index got is over: this makes the last of them visible to the pages.
  await ask(client, { method: 'POST', path: `/${from}/_refresh` });
  const total = await countDocuments(client, from);
  const target = { client, entity: entity.name, index: to, marginMs: DEFAULT_MARGIN_MS };
  const refused: Refused[] = [];
  for await (const page of fillIndex(target, from, lease.state.copiedAfter)) {
    refused.push(...page.refused);
    await lease.update({ copied: lease.state.copied + page.documents, copiedAfter: page.after });
    progress({ phase: 'filling', step: 'copied', documents: lease.state.copied, total, refused: refused.length });
    throwIfOver(context);
  }
}

function verify(context: ReindexContext, reference: string, other: string): Promise<Verification> {
  const { client, entity, lease, progress, graceMs = GRACE_MS } = context;
  const signal = endOf(context);
  const compared = (keys: number): void => progress({ phase: lease.state.phase, step: 'compared', keys });
  const indices = { entity: entity.name, reference, other, marginMs: DEFAULT_MARGIN_MS };
  return verifyIndices({ client, ...indices, graceMs, signal, progress: compared });
}

function isEqual({ acceptRejected }: ReindexContext, { refused, different, complete }: Verification): boolean {
  return complete && different.length === 0 && (acceptRejected || refused.length === 0);
}

function endOf({ signal, lease }: ReindexContext): AbortSignal {
  return AbortSignal.any([signal, lease.lost]);
}

function throwIfOver(context: ReindexContext): void {
  endOf(context).throwIfAborted();
}
