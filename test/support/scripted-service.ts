import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What the server says to a request: the answer's JSON, or the name of an error. */
export type Script = (operation: string, request: never, attempt: number) => object | string;

/** An AWS service whose answers the test scripts, for a real client over a real socket (AWS JSON protocol). */
export async function scriptedService(script: Script) {
  const requests: { readonly operation: string; readonly body: unknown }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((sent) => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const body = JSON.parse(sent) as never;
      const answer = script(operation, body, requests.push({ operation, body }));
      const failed = typeof answer === 'string';
      response
        .writeHead(failed ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify(failed ? { __type: answer, message: 'scripted' } : answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { settings: { endpoint, credentials, region: 'us-east-1', maxAttempts: 1 }, requests, close };
}
