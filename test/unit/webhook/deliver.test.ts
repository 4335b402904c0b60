/** What a webhook's function does with changes, against a real receiver. */
import { expect, test, vi } from 'vitest';
import { isAuthentic } from '../../../examples/webhook-receiver/verify.ts';
import { createWebhookReceiver } from '../../../shared/adapters/http/webhook-receiver.ts';
import type { Change } from '../../../shared/domain/change/change.ts';
import { HeadwaterError } from '../../../shared/domain/errors.ts';
import { positionOf } from '../../../shared/domain/change/position.ts';
import { requestsOf } from '../../../shared/domain/webhook/request.ts';
import { signingKey } from '../../../shared/domain/webhook/signature.ts';
import { applyByWebhook, type WebhookOptions } from '../../../shared/runtime/webhook.ts';
import { startReceiver, type Receiver } from '../../support/receiver.ts';

const SECRETS = ['a', 'b'].map((letter) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`);

function created(key: string, more: Partial<Change> = {}): Change {
  const position = positionOf('2026-11-01T09:00:00.000', '7');
  const change = { id: `e-${key}`, key, position, at: '2026-11-23T18:00:00Z', after: { id: key } };
  return { operation: 'created', entity: 'film', ...change, ...more } as Change;
}

function sender({ url }: Receiver, more: Partial<WebhookOptions> = {}) {
  const onPause = vi.fn();
  const apply = applyByWebhook({
    receiver: createWebhookReceiver({ url, timeoutMs: 2_000, allowPrivateAddresses: true }),
    keys: { read: () => Promise.resolve(SECRETS.map(signingKey)) },
    versions: new Map([['film', 3]]),
    changesPerRequest: 1,
    timeoutMs: 2_000,
    timeLeft: () => 30_000,
    now: Date.now,
    onPause,
    ...more,
  });
  return { apply, onPause };
}

test('each change is posted as events have it, signed with both secrets, and applied', async () => {
  await using receiver = await startReceiver();

  const outcomes = await sender(receiver).apply([created('f1'), created('f2')]);

  expect(outcomes).toEqual([{ status: 'applied' }, { status: 'applied' }]);
  const [first] = receiver.received;
  expect(JSON.parse(first?.body ?? '')).toEqual({
    type: 'film.created',
    timestamp: '2026-11-23T18:00:00Z',
    data: {
      schema: 'film@3',
      changes: [
        {
          id: 'e-f1',
          key: 'f1',
          position: positionOf('2026-11-01T09:00:00.000', '7'),
          at: '2026-11-23T18:00:00Z',
          after: { id: 'f1' },
        },
      ],
    },
  });
  for (const { headers, body } of receiver.received) {
    for (const secret of SECRETS) expect(isAuthentic(headers, body, [secret])).toBe(true);
  }
});

test('a change that comes again has the id of its first time', async () => {
  await using receiver = await startReceiver();
  const { apply } = sender(receiver);

  await apply([created('f1')]);
  await apply([created('f1')]);

  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

test('in batches a request has changes of one entity and operation, and what it says holds for all of them', async () => {
  await using receiver = await startReceiver(({ body }, response) => {
    response.statusCode = body.includes('film.updated') ? 422 : 204;
    response.end();
  });
  const changes = [
    created('f1'),
    created('f2', { operation: 'updated', before: {}, changed: [] }),
    created('f3'),
    created('f4'),
  ];

  const outcomes = await sender(receiver, { changesPerRequest: 2 }).apply(changes);

  expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'rejected', 'applied', 'applied']);
  expect(receiver.received.map(({ body }) => body.match(/"key"/g)?.length)).toEqual([2, 1, 1]);
});

test('a refusal names the change and the status, and nothing that the receiver wrote', async () => {
  await using receiver = await startReceiver((_, response) => {
    response.writeHead(422).end('Ripley, of Nostromo street 7');
  });
  const { apply, onPause } = sender(receiver);

  expect(await apply([created('f1')])).toEqual([
    { status: 'rejected', reason: { code: 'HW_WEBHOOK_REFUSED', message: 'film "f1": the receiver answered 422' } },
  ]);
  expect(onPause).not.toHaveBeenCalled();
});

test('one bad change does not keep back those after it; a receiver that has enough is left alone', async () => {
  const answers = [500, 200, 429];
  await using receiver = await startReceiver((_, response) => {
    response.writeHead(answers.shift() ?? 200, { 'retry-after': '600' }).end();
  });
  await using failing = await startReceiver((_, response) => void response.writeHead(500).end());

  const some = await sender(failing).apply([created('f1'), created('f2')]);
  const { apply, onPause } = sender(receiver, { changesPerRequest: 1 });
  answers.shift();
  const outcomes = await apply(['f1', 'f2', 'f3', 'f4'].map((key) => created(key)));

  expect(some.map(({ status }) => status)).toEqual(['retry', 'retry']);
  expect(failing.received).toHaveLength(2);
  expect(receiver.received).toHaveLength(2);
  expect(outcomes).toMatchObject([
    { status: 'applied' },
    ...['f2', 'f3', 'f4'].map((key) => ({
      status: 'retry',
      afterSeconds: 600,
      reason: { code: 'HW_WEBHOOK_UNAVAILABLE', message: `film "${key}": the receiver answered 429` },
    })),
  ]);
  expect(onPause).toHaveBeenCalledExactlyOnceWith({
    code: 'HW_WEBHOOK_UNAVAILABLE',
    message: 'the receiver answered 429',
  });
});

test('nothing is begun that could not end in time', async () => {
  await using receiver = await startReceiver();

  const outcomes = await sender(receiver, { timeLeft: () => 4_000 }).apply([created('f1')]);

  expect(outcomes).toMatchObject([{ status: 'retry' }]);
  expect(receiver.received).toEqual([]);
});

test('without a secret nothing is sent, and somebody is told', async () => {
  await using receiver = await startReceiver();
  const read = () => Promise.reject(new HeadwaterError('HW_WEBHOOK_SECRET', 'cannot read arn:x'));
  const { apply, onPause } = sender(receiver, { keys: { read } });

  expect(await apply([created('f1')])).toEqual([
    { status: 'retry', reason: { code: 'HW_WEBHOOK_SECRET', message: 'cannot read arn:x' } },
  ]);
  expect(receiver.received).toEqual([]);
  expect(onPause).toHaveBeenCalledOnce();
});

test('large rows go alone: a request over 256 KB has one change', () => {
  const large = { id: 'x', plot: 'x'.repeat(150_000) };
  const changes = ['f1', 'f2', 'f3'].map((key) => created(key, { after: large }));

  const requests = requestsOf(changes, { changesPerRequest: 100, versions: new Map() });

  expect(requests.map(({ changes: some }) => some.length)).toEqual([1, 1, 1]);
});
