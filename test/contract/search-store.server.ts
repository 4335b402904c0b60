/** The real OpenSearch that tests use. */
import { afterAll } from 'vitest';
import { createSearchClient, type SearchClient } from '../../shared/adapters/opensearch/client.ts';

const DEFAULT_ENDPOINT = 'http://127.0.0.1:9201';

/**
 * @param prefix of the entities that the test file makes: what is left of them is removed afterwards
 * @throws Error when no server answers: a test that skips itself proves nothing
 */
export async function openSearchForTests(prefix: string): Promise<SearchClient> {
  const endpoint = process.env['HEADWATER_SEARCH_ENDPOINT'] ?? DEFAULT_ENDPOINT;
  const client = createSearchClient(endpoint);
  try {
    await client.info();
  } catch (error) {
    const message = `these tests need a running OpenSearch at ${endpoint} (npx headwater up, or HEADWATER_SEARCH_ENDPOINT)`;
    throw new Error(message, { cause: error });
  }
  afterAll(async () => {
    await client.indices.delete({ index: `${prefix}*`, expand_wildcards: 'all', ignore_unavailable: true });
    await client.close();
  });
  return client;
}
