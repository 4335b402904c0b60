import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { film, stock } from '../fixtures/shop/entities.ts';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { surveyIfAnswered } from '../../shared/adapters/opensearch/find-index-problems.ts';

test('an OpenSearch that does not answer is one problem of all entities, and shows no index', async () => {
  const port = await freePort();
  const client = createSearchClient(`http://127.0.0.1:${port}`, { region: 'us-east-1' });

  const survey = await surveyIfAnswered(client, [film, stock]);

  expect(survey).toMatchObject({ states: [], problems: [{ kind: 'no answer', entity: 'film, stock' }] });
  expect(survey.problems[0]?.next).not.toBe('');
});

/** One at which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
