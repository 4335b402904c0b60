import { inspect } from 'node:util';
import { CommandError, EXIT, isFailure } from './errors.ts';
import type { VerbFailure } from './verb-tools.ts';

/**
 * What to say of a verb that was ended by Ctrl-C, whatever it threw because of it: an AbortError, one in another's `cause`, a request that
 * was cut off, nothing at all. A verb that says itself what it left behind is believed.
 * @param left what the verb leaves behind, and how to go on, where it does not say so itself
 */
export function interruptedBy(error: unknown, left: string): VerbFailure {
  if (isFailure(error) && error.exitCode === EXIT.interrupted) return error;
  const message = isAbort(error) ? 'Interrupted.' : `Interrupted. As it ended: ${textOf(error)}`;
  return new CommandError(message, left, { cause: error, exitCode: EXIT.interrupted });
}

/** Whether the signal was aborted by Ctrl-C, SIGTERM or SIGHUP, and not by a failure, which would be its reason. */
export function wasPressed({ aborted, reason }: AbortSignal): boolean {
  return aborted && isAbort(reason);
}

/** The names that an abort has: the platform's (fetch, timers, child processes, the AWS SDK), undici's, the OpenSearch client's, DuckDB's. */
const ABORTS = ['AbortError', 'ABORT_ERR', 'UND_ERR_ABORTED', 'RequestAbortedError', 'INTERRUPTED'];

/** Whether an error says that its work was broken off, itself or by what caused it. Nothing thrown is such a one, too. */
export function isAbort(error: unknown): boolean {
  if (!(error instanceof Error)) return error === undefined;
  const own = [error.name, 'code' in error && error.code];
  if (own.some((name) => ABORTS.some((abort) => abort === name))) return true;
  if (error.message.startsWith('INTERRUPT Error')) return true;
  const causes: readonly unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return causes.some((cause) => cause instanceof Error && isAbort(cause));
}

/** `String` throws for an object that has no text. */
function shownValue(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return shownValue(error);
  const [firstLine = ''] = error.message.split('\n');
  return firstLine === '' ? error.name : firstLine;
}
