/** The real OpenSearch that tests use. */
import { afterAll } from 'vitest';
import { Client } from '@opensearch-project/opensearch';
import { createSearchClient, type SearchClient } from '../../shared/adapters/opensearch/client.ts';
import { RUN } from './search-store.entity.ts';

const DEFAULT_ENDPOINT = 'http://127.0.0.1:9201';

export const searchEndpoint = process.env['HEADWATER_SEARCH_ENDPOINT'] ?? DEFAULT_ENDPOINT;

export interface TestServer {
  /** What the store is made with. */
  readonly client: SearchClient;
  /** The package's whole client, for what the store does not do. */
  readonly server: Client;
}

/**
 * The indices of this run are removed after the file's tests.
 *
 * @throws Error when no server answers: a test that skips itself proves nothing
 */
export async function openSearchForTests(): Promise<TestServer> {
  const endpoint = searchEndpoint;
  const server = new Client({ node: endpoint, maxRetries: 0 });
  try {
    await server.info();
  } catch (error) {
    const message = `these tests need a running OpenSearch at ${endpoint} (npx headwater up, or HEADWATER_SEARCH_ENDPOINT)`;
    throw new Error(message, { cause: error });
  }
  const client = createSearchClient(endpoint);
  afterAll(async () => {
    await server.indices.delete({ index: `${RUN}-*` });
    await client.close();
    await server.close();
  });
  return { client, server };
}
