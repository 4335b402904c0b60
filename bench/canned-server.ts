/** A server in a process of its own, so that its CPU does not count; it accepts everything. */
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { film } from './film-records.ts';

export async function startCannedServer(): Promise<{ readonly endpoint: string } & AsyncDisposable> {
  const child = fork(import.meta.filename, ['serve']);
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(message as number));
    child.once('error', reject);
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

/** A Scan's page of films: as many as fit the 1 MB that DynamoDB answers with. */
export const FILMS_A_PAGE = 1_500;

/** PutEvents, the lookup of write aliases, bulk requests and S3 puts, each accepted. @param body of the request */
function answerTo(target: string, path: string, body: string): unknown {
  if (target.endsWith('.PutEvents')) {
    const { Entries } = JSON.parse(body) as { Entries: unknown[] };
    return {
      FailedEntryCount: 0,
      Entries: Entries.map((_, index) => ({ EventId: `11111111-2222-3333-4444-${index}` })),
    };
  }
  if (target.endsWith('.Scan')) {
    const Items = Array.from({ length: FILMS_A_PAGE }, (_, index) => film(index, '9.99'));
    return { Items, Count: FILMS_A_PAGE, ScannedCount: FILMS_A_PAGE, ConsumedCapacity: { CapacityUnits: 250 } };
  }
  if (path.includes('/_alias/')) return { 'film-000001': { aliases: { 'film-write': {}, 'film-000001-write': {} } } };
  if (!path.includes('_bulk')) return {};
  const operations = body.split('\n').filter((line) => line.startsWith('{"update"') || line.startsWith('{"index"'));
  // As OpenSearch answers: everything, or what the request asked for.
  const outcome = { result: 'updated', status: 200 };
  if (path.includes('filter_path=items')) return { items: operations.map(() => ({ update: outcome })) };
  const items = operations.map((operation, number) => {
    const { update } = JSON.parse(operation) as { update?: { _id: string } };
    const document = { _index: 'film-000001', _id: update?._id, _version: 2 };
    const shards = { _shards: { total: 2, successful: 1, failed: 0 }, _seq_no: number, _primary_term: 1 };
    return { update: { ...document, ...shards, ...outcome } };
  });
  return { took: 30, errors: false, items };
}

if (process.send && process.argv[2] === 'serve') {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const answer = answerTo(String(request.headers['x-amz-target'] ?? ''), request.url ?? '', body);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}
