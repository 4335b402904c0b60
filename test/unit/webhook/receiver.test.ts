/** The adapter that posts, against real receivers on this machine. */
import { lookup } from 'node:dns';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { publicAddresses } from '../../../shared/adapters/http/checked-lookup.ts';
import { createWebhookReceiver } from '../../../shared/adapters/http/webhook-receiver.ts';
import { startReceiver } from '../../support/receiver.ts';

/** As a consumer with allowPrivateAddresses has it: else nothing on this machine could be called. */
function poster(url: string, timeoutMs = 5_000) {
  return createWebhookReceiver({ url, timeoutMs, allowPrivateAddresses: true });
}

test('it posts JSON with the headers that it is given', async () => {
  await using receiver = await startReceiver();

  const answer = await poster(receiver.url).post('{"price":"9.99 €"}', { 'webhook-id': 'msg_1' });

  expect(answer).toEqual({ kind: 'answered', status: 200, retryAfter: undefined });
  expect(receiver.received).toMatchObject([
    {
      method: 'POST',
      body: '{"price":"9.99 €"}',
      headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1' },
    },
  ]);
});

test('a redirect is an answer like others: nothing follows it', async () => {
  await using target = await startReceiver();
  await using receiver = await startReceiver((_, response) => {
    response.writeHead(307, { location: target.url }).end();
  });

  expect(await poster(receiver.url).post('{}', {})).toMatchObject({ kind: 'answered', status: 307 });
  expect(target.received).toEqual([]);
});

test('what a receiver asks for comes back, and nothing of its body', async () => {
  await using receiver = await startReceiver((_, response) => {
    response.writeHead(429, { 'retry-after': '120' }).end('customer 17 lives at ...');
  });

  expect(await poster(receiver.url).post('{}', {})).toEqual({ kind: 'answered', status: 429, retryAfter: '120' });
});

test('one that does not answer in time has not answered', async () => {
  await using receiver = await startReceiver(() => undefined);

  expect(await poster(receiver.url, 100).post('{}', {})).toEqual({ kind: 'unanswered', because: 'ETIMEDOUT' });
});

test.each([
  ['never ends', (response: ServerResponse) => void response.writeHead(201).write('and')],
  [
    'is without end',
    (response: ServerResponse) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      };
      response.writeHead(201).on('drain', more);
      more();
    },
  ],
  [
    'breaks off',
    (response: ServerResponse) => {
      response.writeHead(201, { 'content-length': '10' }).write('and', () => response.destroy());
    },
  ],
])('an answer whose body %s is known by its status', async (_, answer) => {
  await using receiver = await startReceiver((_request, response) => answer(response));

  expect(await poster(receiver.url, 1_000).post('{}', {})).toMatchObject({ kind: 'answered', status: 201 });
});

test('nobody there, and a name that nobody has, are no answers', async () => {
  const receiver = await startReceiver();
  await receiver[Symbol.asyncDispose]();

  expect(await poster(receiver.url).post('{}', {})).toEqual({ kind: 'unanswered', because: 'ECONNREFUSED' });
  const unknown = await poster('http://nobody.invalid/').post('{}', {});
  expect(unknown).toMatchObject({ kind: 'unanswered' });
});

test('a kept connection that the receiver closed meanwhile is no lost try', async () => {
  const sockets: ServerResponse['socket'][] = [];
  await using receiver = await startReceiver((_, response) => {
    sockets.push(response.socket);
    response.end();
  });
  const kept = poster(receiver.url);
  await kept.post('{"n":1}', {});
  sockets[0]?.resetAndDestroy();

  expect(await kept.post('{"n":2}', {})).toMatchObject({ kind: 'answered', status: 200 });
});

test.each([
  'http://127.0.0.1',
  'http://[::1]',
  'http://[::ffff:127.0.0.1]',
  'http://0x7f.1',
  'http://2130706433',
  'http://localhost',
])('without leave nothing connects to %s', async (host) => {
  await using receiver = await startReceiver();
  const { port } = new URL(receiver.url);

  const answer = await createWebhookReceiver({ url: `${host}:${port}/`, timeoutMs: 5_000 }).post('{}', {});

  expect(answer).toEqual({ kind: 'private-address' });
  expect(receiver.received).toEqual([]);
});

test('a name is resolved once, and connected to what was looked at', async () => {
  // As a socket asks: for one address, and for all of them.
  for (const all of [true, false]) {
    const refusal = await new Promise((resolve) => {
      publicAddresses('localhost', { all }, resolve);
    });
    expect(refusal).toMatchObject({ name: 'PrivateAddressError' });
  }
  await expect(
    new Promise((resolve, reject) => {
      lookup('localhost', (error, address) => (error ? reject(error) : resolve(address)));
    }),
  ).resolves.toMatch(/127\.0\.0\.1|::1/);
});
