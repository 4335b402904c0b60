import { LocalCloudError } from './errors.ts';

/**
 * Runs tasks at the same time. When one fails the others are told to stop, and all have ended before the error is thrown: nothing goes
 * on behind the user's back.
 */
export async function runTogether(
  signal: AbortSignal | undefined,
  tasks: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const failure = new AbortController();
  const either = AbortSignal.any(signal === undefined ? [failure.signal] : [failure.signal, signal]);
  const errors: Error[] = [];
  const run = async (task: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    try {
      await task(either);
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error), { cause: error }));
      failure.abort();
    }
  };
  await Promise.all(tasks.map(run));
  // Those that were only told to stop say nothing of interest.
  const reason = errors.find((error) => !isInterruption(error)) ?? errors[0];
  if (reason !== undefined) throw reason;
}

function isInterruption(error: Error): boolean {
  return error instanceof LocalCloudError && error.code === 'INTERRUPTED';
}
