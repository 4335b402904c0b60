/** What does not accept a page or a batch for so long is down. */
const PATIENCE_MS = 600_000;

/** For one page or batch. Nothing is tried any more once it is stopped: it is read again when the backfill goes on. */
export function patience(signal: AbortSignal): () => number {
  const deadline = Date.now() + PATIENCE_MS;
  return () => (signal.aborted ? 0 : deadline - Date.now());
}
