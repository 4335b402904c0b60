import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, expect, test } from 'vitest';
import { readCounts } from '../../../../operations/ledger/read-counts.ts';

let close: () => Promise<unknown> = () => Promise.resolve();
afterEach(() => close());

/** A log of a real client's: pages of messages, or no such log. */
async function logOf(pages: readonly (readonly string[])[] | undefined): Promise<CloudWatchLogsClient> {
  let page = 0;
  const server = createServer((_, response) => {
    const messages = pages?.[page];
    page += 1;
    const nextToken = pages && page < pages.length ? `page-${page}` : undefined;
    if (messages) response.end(JSON.stringify({ events: messages.map((message) => ({ message })), nextToken }));
    else response.writeHead(400).end(JSON.stringify({ __type: 'ResourceNotFoundException' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new CloudWatchLogsClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  close = () => {
    client.destroy();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return client;
}

const range = { from: new Date('2026-11-24T12:00:00Z'), to: new Date('2026-11-24T13:00:00Z') };
const { signal } = new AbortController();

function line(at: string, published: number): string {
  const CloudWatchMetrics = [{ Namespace: 'Headwater', Metrics: [{ Name: 'Published' }] }];
  return JSON.stringify({
    _aws: { Timestamp: Date.parse(at), CloudWatchMetrics },
    entity: 'film',
    Published: published,
  });
}

test('sums all pages, with other lines between', async () => {
  const client = await logOf([
    [line('2026-11-24T12:00:00Z', 1), 'END RequestId: 1'],
    [],
    [line('2026-11-24T12:59:59Z', 2)],
  ]);

  expect(await readCounts(client, 'log', range, signal)).toEqual({
    lines: 2,
    counts: new Map([['film', { Published: 3 }]]),
  });
});

test('counts a line at the time it was written, however late it was filed', async () => {
  const client = await logOf([
    [line('2026-11-24T11:57:00Z', 100), line('2026-11-24T12:30:00Z', 2), line('2026-11-24T13:00:00Z', 1000)],
  ]);

  expect((await readCounts(client, 'log', range, signal))?.counts.get('film')).toEqual({ Published: 2 });
});

test('there may be no log yet', async () => {
  expect(await readCounts(await logOf(undefined), 'log', range, signal)).toBeUndefined();
});
