/** What the OpenSearch adapter sends against what the functions' roles allow: a gap would show on AWS only, as a 403. */
import { expect, test } from 'vitest';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import headwater from '../fixtures/shop/headwater.config.ts';
import { audit } from '../../functions/auditor/audit.ts';
import { purge } from '../../functions/tombstone-purge/purge.ts';
import { prepareSearch } from '../../functions/search-setup/prepare-search.ts';
import type { Position } from '../../shared/domain/change/position.ts';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { type OpenSearchStore, createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { waitUntilReady } from '../../shared/adapters/opensearch/wait-until-ready.ts';
import { statementsOf } from './support/statements.ts';
import { synthesize } from './support/synth.ts';

const statements = statementsOf(synthesize({ stage: 'dev' }).pipelineTemplate);

/** `Get /_alias/film-write`, `Put /film-*` ... of one role. */
function allowed(rolePolicy: string): readonly string[] {
  const section = statements.split('\n\n').find((text) => text.startsWith(rolePolicy)) ?? '';
  return Array.from(section.matchAll(/^ {4}es:ESHttp(\w+)\n((?: {6}on .*\n?)+)/gm)).flatMap(
    ([, method = '', on = '']) =>
      Array.from(on.matchAll(/domain\/headwater-dev(\/\S+)/g)).map(([, path = '']) => `${method} ${path}`),
  );
}

function isAllowed(request: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`).test(request));
}

type Scene = 'nothing is there yet' | 'everything is there' | 'a reindex is under way';

/** What an OpenSearch answers to a look at an entity's indices: by alias, by name, or by a part of them. */
function answerTo(path: string, scene: Scene): object {
  if (scene === 'nothing is there yet') return {};
  const [, entity = ''] = /^\/_alias\/(\w+?)(?:-write)?$|^\/(\w+)-(?:\*|write)\//.exec(path)?.filter(Boolean) ?? [];
  if (entity === '') return {};
  const numbers =
    scene === 'a reindex is under way' && path !== `/_alias/${entity}` ? ['000001', '000002'] : ['000001'];
  const found = numbers.map((number) => {
    const index = `${entity}-${number}`;
    const aliases = { [entity]: { filter: {} }, [`${entity}-write`]: { is_write_index: number === '000001' } };
    return [index, { aliases: { ...aliases, [`${index}-write`]: {} }, settings: {} }];
  });
  return Object.fromEntries(found) as object;
}

/** Runs against a server that answers like an OpenSearch before or after the set-up. @returns the requests it got. */
async function requestsOf(scene: Scene, run: (store: OpenSearchStore, endpoint: string) => Promise<unknown>) {
  const requests = new Set<string>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const method = request.method ?? '';
    requests.add(`${method.charAt(0)}${method.slice(1).toLowerCase()} ${path}`);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answerTo(path, scene)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createSearchClient(endpoint);
  try {
    await run(createOpenSearchStore({ client }), endpoint);
  } finally {
    await client.close();
    server.close();
  }
  return [...requests];
}

test.each<Scene>(['nothing is there yet', 'everything is there', 'a reindex is under way'])(
  'search set-up may do all it does when %s',
  async (scene) => {
    const requests = await requestsOf(scene, (store, endpoint) => {
      const ready = (): Promise<void> => waitUntilReady(createSearchClient(endpoint), 1_000);
      return prepareSearch({ headwater, store, ready, due: () => undefined }, { RequestType: 'Create' });
    });
    expect(requests).toContain('Get /_cluster/health');
    if (scene !== 'nothing is there yet') expect(requests).toContain('Put /film-000001/_mapping');
    if (scene === 'a reindex is under way') expect(requests).toContain('Get /_alias/film');
    expect(requests.filter((request) => !isAllowed(request, allowed('SearchSetupFunctionRoleDefaultPolicy')))).toEqual(
      [],
    );
  },
);

test('a search consumer may do all it does', async () => {
  const at = '2026-11-23T18:52:07Z';
  const position: Position = `2026-11-01T09:00:00.000/${'1'.padStart(40, '0')}`;
  const requests = await requestsOf('everything is there', (store) =>
    store.apply([{ id: 'e1', entity: 'film', operation: 'created', key: 'f1', position, at, after: { id: 'f1' } }]),
  );
  expect(requests).toContain('Post /_bulk');
  expect(requests.filter((request) => !isAllowed(request, allowed('ConsumerSearchFunctionRoleDefaultPolicy')))).toEqual(
    [],
  );
});

test('the purge of tombstones may do all it does, and no other role may do it', async () => {
  const requests = await requestsOf('everything is there', (store) =>
    purge({ definition: headwater, store, now: Date.now(), purged: () => undefined }),
  );
  expect(requests).toEqual(['Post /film-write/_delete_by_query', 'Post /stock-write/_delete_by_query']);
  expect(allowed('TombstonePurgeFunctionRoleDefaultPolicy')).toEqual(requests);
  expect(isAllowed('Post /film-write/_delete_by_query', allowed('ConsumerSearchFunctionRoleDefaultPolicy'))).toBe(
    false,
  );
});

test('the auditor may do all it does, and only read', async () => {
  const table = { entities: new Set(['film']), items: 0, read: nothing, scanPage: noPage, scan: noRows };
  const requests = await requestsOf('everything is there', (store) =>
    audit({
      copies: [
        { consumer: 'search', entity: 'film', store: { ...store, sample: sampled(store) }, expects: (row) => row },
      ],
      tables: [table],
      timeLeft: () => 60_000,
      graceMs: 1,
      audited: () => undefined,
    }).catch(() => undefined),
  );
  expect(requests).toEqual(expect.arrayContaining(['Post /film-write/_refresh', 'Post /film-write/_search']));
  expect(requests).toContain('Post /film/_mget');
  const allowedPaths = allowed('AuditorFunctionRoleDefaultPolicy');
  expect(requests.filter((request) => !isAllowed(request, allowedPaths))).toEqual([]);
  expect(allowedPaths.every((path) => /_refresh$|_search$|_mget$/.test(path))).toBe(true);
});

const nothing = () => Promise.resolve([]);
const noPage = () => Promise.resolve({ rows: [], readAt: 0, capacity: 0 });
async function* noRows() {
  // A table without items.
}

/** Sends the request, and answers with a document, so that it is looked at again. */
function sampled(store: OpenSearchStore): OpenSearchStore['sample'] {
  return async (entity, count) => {
    await store.sample(entity, count);
    return [{ key: 'f1', row: {}, marks: { deleted: false } }];
  };
}
