/** What a reindex sends against the policy that docs/reindex.md gives to operators. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { findReindexDue } from '../../shared/adapters/opensearch/indices.ts';
import type { SearchClient } from '../../shared/adapters/opensearch/client.ts';
import { rollBack } from '../../shared/adapters/opensearch/reindex/run-reindex.ts';
import { openReindex } from '../../shared/adapters/opensearch/reindex/open-reindex.ts';
import { countDocuments, liveIndex } from '../../shared/adapters/opensearch/reindex/reindex-indices.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { changedEntity, plainEntity } from '../support/reindex-entity.ts';
import { reindexing } from '../support/reindexing.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

interface Policy {
  readonly Statement: readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[];
}

test('an operator with the documented policy may do all that a reindex does', async () => {
  const { client, server } = await openSearchForTests();
  const name = newEntityName();
  const requests = new Set<string>();
  const recording: SearchClient = {
    close: () => client.close(),
    transport: {
      request(params) {
        requests.add(`es:ESHttp${params.method.charAt(0)}${params.method.slice(1).toLowerCase()} ${params.path}`);
        return client.transport.request(params);
      },
    },
  };
  const store = createOpenSearchStore({ client });
  await store.prepare([plainEntity(name)]);
  const { created, deleted } = changesOf(name);
  await store.apply([created('k', 1, { votes: 1 }), deleted('gone', 1)]);
  const changed = changedEntity(name);
  const { run, end, contextOf } = reindexing({ client: recording, server });
  const quick = { settleMs: 1, graceMs: 1 };

  await countDocuments(recording, await liveIndex(recording, name));
  await findReindexDue(recording, changed);
  await run(changed, quick);
  const lease = await openReindex(recording, name, 'rollback');
  await rollBack(contextOf(changed, lease, quick));
  await lease.release();
  await end(name, 'undo');
  await run(changed, quick);
  await end(name, 'finish');

  const allowed = await documentedPolicy(name);
  expect(requests.size).toBeGreaterThan(15);
  expect([...requests].filter((request) => !allowed.some((pattern) => covers(pattern, request)))).toEqual([]);
  expect(allowed.filter((pattern) => ![...requests].some((request) => covers(pattern, request)))).toEqual([]);
});

/** `es:ESHttpGet /film-*` ... for another entity. */
async function documentedPolicy(entity: string): Promise<readonly string[]> {
  const page = await readFile('docs/reindex.md', 'utf8');
  const policy = JSON.parse(/```json\n([^`]+)```\n\n`test\/contract/.exec(page)?.[1] ?? '') as Policy;
  return policy.Statement.flatMap(({ Action, Resource }) =>
    Resource.flatMap((resource) => {
      const path = resource.slice(resource.indexOf('/', resource.indexOf('domain/') + 7));
      return Action.map((action) => `${action} ${path.replaceAll('film', entity)}`);
    }),
  );
}

function covers(pattern: string, request: string): boolean {
  return pattern.endsWith('*') ? request.startsWith(pattern.slice(0, -1)) : request === pattern;
}
