const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C comes several times: from the terminal, from npm and from setup.mjs, each of which passes it on. */
const ONE_PRESS_MS = 1_000;

/** The watch of a process for Ctrl-C, SIGTERM and SIGHUP. A process has one, made where it begins. */
export interface Interruption {
  /** Aborted by the first of them: what is under way puts its things right and ends. */
  readonly signal: AbortSignal;
  /** Ends what is under way as Ctrl-C does, for another reason. */
  readonly interrupt: (reason: unknown) => void;
}

/** @param onSecond told when the user does not want to wait for that: a second time, after a second */
export function watchForInterruption(onSecond: () => void): Interruption {
  const controller = new AbortController();
  let first: number | undefined;
  const onSignal = (): void => {
    if (first !== undefined && performance.now() - first > ONE_PRESS_MS) onSecond();
    first ??= performance.now();
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return { signal: controller.signal, interrupt: (reason) => controller.abort(reason) };
}

/**
 * Until it is disposed, `tidyUp` is done when the process ends before that: nothing that runs then can wait for anything.
 * @example using _ = atExit(() => rmSync(lock, { force: true }));
 */
export function atExit(tidyUp: () => void): Disposable {
  process.once('exit', tidyUp);
  return { [Symbol.dispose]: () => void process.off('exit', tidyUp) };
}
