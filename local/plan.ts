/** `unresponsive`: alive, but it does not answer within the time a busy server may take. */
export type ServerState = 'ready' | 'unresponsive' | 'dead' | 'stopped';

/**
 * What a start has to do. MiniStack keeps its state in memory (PERSIST_STATE saves on a clean exit only, and neither event source
 * positions nor running functions): when it goes, tables and stacks go, and an index that survived would pretend. OpenSearch keeps its
 * state on disk: it can come back alone.
 */
export type StartPlan = 'keep' | 'restart-opensearch' | 'start-clean';

export function planStart(miniStack: ServerState, openSearch: ServerState): StartPlan {
  if (miniStack !== 'ready') return 'start-clean';
  return openSearch === 'ready' ? 'keep' : 'restart-opensearch';
}
