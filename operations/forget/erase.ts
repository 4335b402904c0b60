import { setTimeout } from 'node:timers/promises';
import { mirrorHistory } from '../../shared/adapters/duckdb/mirror.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { occursIn } from '../../shared/domain/history/erasure.ts';
import { eraseCopy, type ErasedCopy } from '../../shared/runtime/erasure/erase-copy.ts';
import { OperationError } from '../operation-error.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { planRedrive } from '../letters/redrive-plan.ts';
import { walkChosen } from '../letters/walk-chosen.ts';
import type { Found } from './find.ts';
import { rememberErasure } from './records.ts';
import { copiedEntity, type CopyAccess, type ForgetTarget } from './target.ts';

/** What Athena keeps of answers (analytics-lake.ts), for 7 days. */
export const RESULTS_PREFIX = 'athena-results/';

export interface Erased extends ErasedCopy {
  readonly claims: number;
  readonly letters: number;
  /** Answers of Athena that hold a text of the row. */
  readonly results: number;
}

const GATHERING_POLL_MS = 2_000;

/** Erases what was found. Whatever it is stopped at, the record is there, and the next run goes on. */
export async function eraseFound(
  target: ForgetTarget,
  found: Found,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Erased> {
  const { deployed, copy, claims, address } = target;
  await rememberErasure(target, new Date());
  await claims.remove(found.claims);
  const letters = await discardLetters(target, found, signal);
  const entity = copiedEntity(target);
  const nothing = { history: 0, current: 0, removed: 0 };
  if (!copy || !entity) return { ...nothing, claims: found.claims.length, letters, results: 0 };
  const isKnown = found.history.length + found.current.length > 0;
  const wait = async (): Promise<void> => {
    deployed.onProgress({ of: 'forget', step: 'waits-for-others' });
    await setTimeout(GATHERING_POLL_MS);
  };
  const erased = isKnown
    ? await eraseCopy({ ...copy, entity, key: address.key, now: Date.now, wait }).catch((error: unknown) => {
        throw notErased(target, error);
      })
    : nothing;
  const results = await removeResults(copy, texts);
  if (copy.mirror !== undefined) {
    const names = copy.entities.map(({ name }) => name);
    await mirrorHistory({ client: deployed.clients.s3, bucket: copy.bucket }, copy.mirror, names);
  }
  return { ...erased, claims: found.claims.length, letters, results };
}

/** Overtaken each time: whoever reads "another run was faster" would believe that it is done. */
export function notErased({ entity, address }: Pick<ForgetTarget, 'entity' | 'address'>, cause: unknown): unknown {
  if (!(cause instanceof HeadwaterError) || cause.code !== 'HW_SNAPSHOT_OVERTAKEN') return cause;
  return new OperationError(
    `${entity.name} ${plainText(address.key)} is NOT erased from the analytics copy: other runs replaced the snapshot each time it was tried.`,
    'Run the same command again: it goes on. Compactors of an older release do not wait for it: deploy first, where one runs.',
    { isFinding: true, cause },
  );
}

/** They are not written to a file, as `dlq discard` does: that would be one more copy. */
async function discardLetters({ deployed }: ForgetTarget, { letters }: Found, signal: AbortSignal): Promise<number> {
  const plan = planRedrive();
  for (const letter of letters.own) plan.choose(letter);
  let discarded = 0;
  await walkChosen(deployed, letters.collected, plan, signal, (chosen) => {
    discarded += chosen.length;
    return Promise.resolve(new Set(chosen.map(({ id }) => id)));
  });
  return discarded;
}

async function removeResults({ files }: CopyAccess, texts: readonly string[]): Promise<number> {
  const holding: string[] = [];
  for (const { key } of await files.list(RESULTS_PREFIX)) {
    const body = Buffer.from((await files.read(key)) ?? []).toString();
    if (texts.some((text) => occursIn(body, text))) holding.push(key);
  }
  await files.remove(holding);
  return holding.length;
}
