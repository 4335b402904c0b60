import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';

export interface SentEntry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

/** What the server says to a request: a code per entry (undefined: accepted), or a failure of the whole request. */
export type Answer = (
  entries: readonly SentEntry[],
  attempt: number,
) => readonly (string | undefined)[] | { readonly status: number };

/** A PutEvents endpoint whose answers the test scripts, for a real client over a real socket. Its bus is there. */
export async function putEventsServer(answer: Answer) {
  const requests: SentEntry[][] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.headers['x-amz-target'] === 'AWSEvents.DescribeEventBus') {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"Name":"bus"}');
        return;
      }
      const { Entries } = JSON.parse(body) as { Entries: SentEntry[] };
      const result = answer(Entries, requests.push(Entries));
      if ('status' in result) {
        response
          .writeHead(result.status, { 'content-type': 'application/x-amz-json-1.1' })
          .end('{"__type":"ServiceUnavailable"}');
        return;
      }
      const entries = result.map((code, index) =>
        code ? { ErrorCode: code, ErrorMessage: 'scripted' } : { EventId: `id-${index}` },
      );
      const FailedEntryCount = result.filter(Boolean).length;
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify({ FailedEntryCount, Entries: entries }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new EventBridgeClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const close = () => {
    client.destroy();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { client, requests, close };
}
