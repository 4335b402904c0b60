/** `unresponsive`: alive, but it does not answer within the time a busy server may take. */
export type ServerState = 'ready' | 'unresponsive' | 'dead' | 'stopped';

/**
 * What a start has to do. MiniStack keeps its state in memory and saves it on a clean exit only, when `down --keep` asks for it: when
 * it goes otherwise, tables and stacks go, and an index that survived would pretend. OpenSearch keeps its state on disk: it can come
 * back alone.
 */
export type StartPlan = 'keep' | 'restart-opensearch' | 'start-clean' | 'start-kept';

/** @param kept whether `down --keep` left the data of both */
export function planStart(miniStack: ServerState, openSearch: ServerState, kept: boolean): StartPlan {
  if (kept && miniStack === 'stopped' && openSearch === 'stopped') return 'start-kept';
  if (miniStack !== 'ready') return 'start-clean';
  return openSearch === 'ready' ? 'keep' : 'restart-opensearch';
}
