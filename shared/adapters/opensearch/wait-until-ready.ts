import { setTimeout as sleep } from 'node:timers/promises';
import { HeadwaterError } from '../../domain/errors.ts';
import type { SearchClient } from './client.ts';
import { ask } from './request.ts';

const PAUSE_MS = 1_000;

/**
 * Resolves when OpenSearch answers and takes writes. A new domain refuses connections, then answers 403 until its policy is
 * in force, then 503 until it has a cluster manager.
 *
 * @throws HeadwaterError HW_SEARCH_UNAVAILABLE after `timeoutMs`, with the last answer as its cause.
 */
export async function waitUntilReady(client: SearchClient, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      await ask(client, { method: 'GET', path: '/_cluster/health', query: { filter_path: 'status' } });
      return;
    } catch (error) {
      if (!(error instanceof HeadwaterError)) throw error;
      if (performance.now() + PAUSE_MS > deadline) {
        const message = `OpenSearch did not answer within ${Math.round(timeoutMs / 1000)} s: ${error.message}`;
        throw new HeadwaterError('HW_SEARCH_UNAVAILABLE', message, { cause: error });
      }
    }
    await sleep(PAUSE_MS);
  }
}
