import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';

const LINES = '{"update":{"_id":"é"}}\n{"script":{"id":"apply"}}\n';

afterEach(() => vi.useRealTimers());

test('a bulk given as bytes arrives as the NDJSON that it is, its length counted in bytes', async () => {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers, body });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[]}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = createSearchClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  await client.transport.request({ method: 'POST', path: '/_bulk', bulkBody: Buffer.from(LINES) });

  await client.close();
  await new Promise((resolve) => server.close(resolve));
  expect(received).toMatchObject([
    { body: LINES, headers: { 'content-type': 'application/x-ndjson', 'content-length': String(LINES.length + 1) } },
  ]);
});

test('the signature of a bulk is the same whether its body is bytes or text', () => {
  vi.useFakeTimers({ now: new Date('2026-11-24T18:00:00Z'), toFake: ['Date'] });
  const { Connection } = AwsSigv4Signer({ region: 'eu-central-1', service: 'es' });
  const connection = new Connection({ url: new URL('https://search.test') });
  const auth = {
    credentials: { accessKeyId: 'test', secretAccessKey: 'secret' },
    region: 'eu-central-1',
    service: 'es',
  };
  const signed = (body: Buffer | string) =>
    connection.buildRequestObject({ method: 'POST', path: '/_bulk', body, auth }).headers;

  expect(signed(Buffer.from(LINES))).toEqual(signed(LINES));
  expect(signed(LINES)).not.toEqual(signed(LINES.replace('apply', 'other')));
});
