import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { askedPort, assertPortFree, miniStackPort, openSearchPort } from '../../../local/ports.ts';

test('a port in use is an error that names the port, the process and the variable that changes it', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  const check = assertPortFree(miniStackPort, address.port);

  await expect(check).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringMatching(
      new RegExp(`Port ${address.port}, .*MiniStack.*process ${process.pid} \\(.*node`),
    ) as unknown,
    next: expect.stringContaining('HEADWATER_PORT=') as unknown,
  });
  await new Promise((resolve) => server.close(resolve));
  await assertPortFree(miniStackPort, address.port);
});

test('a port is asked for by a variable', () => {
  expect(askedPort(miniStackPort, { HEADWATER_PORT: '4570' })).toBe(4570);
  expect(askedPort(miniStackPort, { HEADWATER_PORT: '' })).toBeUndefined();
  expect(askedPort(miniStackPort, {})).toBeUndefined();
});

test.each(['9300', '80', 'abc', '9201.5', '-1'])('OpenSearch cannot use port %s', (port) => {
  expect(() => askedPort(openSearchPort, { HEADWATER_OPENSEARCH_PORT: port })).toThrow(
    expect.objectContaining({ code: 'PORT_INVALID', next: expect.stringContaining('from 1024 to 9299') as unknown }),
  );
});
