import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The cloud behind a proxy that refuses some scans, as DynamoDB does when a table has too little capacity. */
export async function throttlingProxy(refuses: (scan: number) => boolean) {
  const target = new URL(process.env['AWS_ENDPOINT_URL'] ?? '');
  const counts = { scans: 0, refused: 0 };
  const server = createServer((incoming, outgoing) => {
    if (incoming.headers['x-amz-target'] === 'DynamoDB_20120810.Scan') {
      counts.scans += 1;
      if (refuses(counts.scans)) {
        counts.refused += 1;
        incoming.resume();
        outgoing
          .writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
          .end('{"__type":"ProvisionedThroughputExceededException","message":"too fast"}');
        return;
      }
    }
    const { method, url: path, headers } = incoming;
    const onward = forward({ host: target.hostname, port: target.port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<unknown> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, counts, close };
}
