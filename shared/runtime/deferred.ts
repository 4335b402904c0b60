/** Opens what is needed at its first use, once: what it loads is no part of a cold start, and of many functions' lives never. */
export function deferred<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => (opened ??= open());
}
