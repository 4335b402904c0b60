import type { ExitCode } from './errors.ts';
import { interruptedBy, wasPressed } from './interrupted.ts';
import type { Ending } from './verb-tools.ts';

/** For what such a verb has begun to put away by itself. */
const PATIENCE_MS = 2_000;

/**
 * Runs a verb to its end, or to its interruption: the one place that turns whatever an abort makes it throw, or answer, into exit code 130.
 * @throws CommandError with that code and what is left behind; what the verb throws by itself
 */
export async function runVerb(
  { left, tidiesUp }: Ending,
  signal: AbortSignal,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  let thrown: unknown;
  try {
    signal.throwIfAborted();
    const ended = work();
    const code = await (tidiesUp ? ended : Promise.race([ended, abandoned(signal)]));
    if (!wasPressed(signal)) return code;
  } catch (error) {
    if (!signal.aborted) throw error;
    thrown = error;
  }
  throw interruptedBy(thrown, left);
}

function abandoned(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => setTimeout(reject, PATIENCE_MS, signal.reason), { once: true });
  });
}
