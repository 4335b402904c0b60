/** Ends with the first Ctrl-C (or SIGTERM, SIGHUP): abort `signal` lets what is under way clean up. Dispose it to end the watch. */
export function abortOnInterrupt(): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const abort = (): void => controller.abort();
  for (const signal of signals) process.on(signal, abort);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, abort);
    },
  };
}
