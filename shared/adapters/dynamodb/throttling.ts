import { setTimeout as delay } from 'node:timers/promises';
import { HeadwaterError } from '../../domain/errors.ts';

/** A table, an account or a partition that takes no more for now (developer guide: Error handling). */
const NAMES: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
]);

export function isThrottling(error: unknown): error is Error {
  return error instanceof Error && NAMES.has(error.name);
}

/** @param what the table refuses */
export function throttled(tableName: string, cause?: unknown, what: 'reads' | 'writes' = 'reads'): HeadwaterError {
  return new HeadwaterError('HW_TABLE_THROTTLED', `table ${tableName} refuses ${what}: they come too fast for it`, {
    ...(cause !== undefined && { cause }),
  });
}

/** Over a minute of waiting: a table with too little capacity for so long must be used more slowly. */
const MOST_TRIES = 12;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 10_000;

export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Waits some milliseconds before a further try. @default by the real clock */
  readonly pause?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

/**
 * Asks for a batch, and again for what the answer left out (throttling, or too much for one answer), with full jitter.
 *
 * @param ask gives what was left out; where it throws for throttling, that is all of it
 * @param refused what is thrown when the last try still leaves something out
 */
export async function untilProcessed<T>(
  batch: readonly T[],
  ask: (pending: readonly T[]) => Promise<readonly T[]>,
  refused: () => Error,
  { signal, random = Math.random, pause = waiting(signal) }: Patience,
): Promise<void> {
  let pending = batch;
  for (let attempt = 0; pending.length > 0; attempt += 1) {
    if (attempt === MOST_TRIES) throw refused();
    if (attempt > 0) await pause(random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt));
    try {
      pending = await ask(pending);
    } catch (error) {
      if (!isThrottling(error)) throw error;
    }
  }
}

function waiting(signal: AbortSignal | undefined): (milliseconds: number) => Promise<unknown> {
  return (milliseconds) => delay(milliseconds, undefined, signal ? { signal } : {});
}
