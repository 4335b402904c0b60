/** What the store does when whole requests fail, against a server that fails on purpose. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore, type OpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { changesOf } from '../contract/search-store.changes.ts';

const { created, updated } = changesOf('film');
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Answer = readonly [status: number, body: unknown];
const ALIASES = { 'film-000001': { aliases: { 'film-write': {} } } };

/** A store in front of a server that answers every bulk by `answer`; `bulks` are the keys of each bulk it got. */
async function storeWith(answer: (keys: readonly string[], call: number) => Answer | 'hang up' | 'silence'): Promise<{
  readonly store: OpenSearchStore;
  readonly bulks: string[][];
}> {
  const bulks: string[][] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (!request.url?.startsWith('/_bulk')) {
        reply(response, [200, ALIASES]);
        return;
      }
      bulks.push(keysIn(body));
      const what = answer(keysIn(body), bulks.length);
      if (what === 'hang up') request.socket.destroy();
      else if (what !== 'silence') reply(response, what);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const client = createSearchClient(`http://127.0.0.1:${port}`, { requestTimeoutMs: 300 });
  closers.push(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return { store: createOpenSearchStore({ client }), bulks };
}

function stored(keys: readonly string[]): Answer {
  return [200, { items: keys.map(() => ({ update: { status: 200, result: 'updated' } })) }];
}

const changes = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key, at) => created(key, at + 1, { title: key }));

describe('everything is retried, once for each change, when', () => {
  test.each<[string, Answer | 'hang up' | 'silence']>([
    ['OpenSearch is overloaded', [429, { error: { type: 'rejected_execution_exception' } }]],
    ['a proxy finds no server', [503, '<html>']],
    ['the role may not write yet', [403, { message: 'User is not authorized' }]],
    ['the connection breaks', 'hang up'],
    ['no answer comes in time', 'silence'],
    ['the answer is not OpenSearch’s', [200, 'hello']],
    ['the answer has too few items', [200, { items: [] }]],
    ['every bulk is refused, whatever it carries', [400, { error: { type: 'illegal_argument_exception' } }]],
  ])('%s', async (_, answer) => {
    const { store } = await storeWith(() => answer);

    const outcomes = await store.apply(changes);
    expect(outcomes.map(({ status }) => status)).toEqual(changes.map(() => 'retry'));
    expect(outcomes[0]).toMatchObject({ reason: { code: 'HW_SEARCH_UNAVAILABLE' } });
  });

  test('nothing listens', async () => {
    const store = createOpenSearchStore({ client: createSearchClient('http://127.0.0.1:1') });

    expect((await store.apply(changes)).map(({ status }) => status)).toEqual(changes.map(() => 'retry'));
    await expect(store.get('film', 'a')).rejects.toMatchObject({ code: 'HW_SEARCH_UNAVAILABLE' });
  });
});

test('the server is used again as soon as it is back', async () => {
  const { store } = await storeWith((keys, call) => (call <= 2 ? 'hang up' : stored(keys)));

  await store.apply(changes);
  await store.apply(changes);
  expect((await store.apply(changes)).map(({ status }) => status)).toEqual(changes.map(() => 'applied'));
});

test('a bulk that is refused for one change is halved until only that one is rejected', async () => {
  const { store, bulks } = await storeWith((keys) =>
    keys.includes('e') ? [400, { error: { type: 'parse_exception', reason: 'SECRET' } }] : stored(keys),
  );

  const outcomes = await store.apply(changes);
  expect(outcomes.map(({ status }) => status)).toEqual(
    changes.map(({ key }) => (key === 'e' ? 'rejected' : 'applied')),
  );
  expect(JSON.stringify(outcomes)).not.toContain('SECRET');
  expect(bulks.length).toBeLessThan(10);
});

test('a change that is refused alone is rejected', async () => {
  const { store } = await storeWith(() => [400, { error: { type: 'parse_exception' } }]);

  expect(await store.apply(changes.slice(0, 1))).toMatchObject([{ status: 'rejected' }]);
});

test('a bulk that is too large is halved until it fits; what never fits is rejected', async () => {
  const { store, bulks } = await storeWith((keys) =>
    keys.length > 2 || keys.includes('c') ? [413, ''] : stored(keys),
  );

  const outcomes = await store.apply(changes);
  expect(outcomes.map(({ status }) => status)).toEqual(
    changes.map(({ key }) => (key === 'c' ? 'rejected' : 'applied')),
  );
  expect(bulks[0]).toHaveLength(7);
});

test('a superseded change is stale only once the winner is in: until then both are retried', async () => {
  const { store, bulks } = await storeWith((keys, call) => (call === 1 ? [503, ''] : stored(keys)));
  const batch = [created('a', 1, {}), updated('a', 2, {})];

  expect((await store.apply(batch)).map(({ status }) => status)).toEqual(['retry', 'retry']);
  expect((await store.apply(batch)).map(({ status }) => status)).toEqual(['stale', 'applied']);
  expect(bulks).toEqual([['a'], ['a']]);
});

function keysIn(body: string): string[] {
  return [...body.matchAll(/"_id":"(\w+)"/g)].map(([, key]) => key ?? '');
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function reply(response: ServerResponse, [status, body]: Answer): void {
  const json = typeof body === 'object';
  response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/html' });
  response.end(json ? JSON.stringify(body) : body);
}
