/**
 * A webhook's function with real services: its queue and its dead letters in SQS, its secret in Secrets Manager, its receiver
 * on this machine. Needs the local cloud, or any at AWS_ENDPOINT_URL.
 */
import { randomUUID } from 'node:crypto';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { film } from '../fixtures/shop/entities.ts';
import { isAuthentic } from '../../examples/webhook-receiver/verify.ts';
import { createSigningKeys } from '../../shared/adapters/secrets-manager/signing-keys.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { startReceiver } from '../support/receiver.ts';
import { openQueue } from './queue.ts';

const endpoint = process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const [FIRST, SECOND] = ['a', 'b'].map((letter) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`) as [
  string,
  string,
];

/** The definition that the function is deployed with: the film shop has no webhook. */
vi.mock('headwater:config', () => {
  const definition: HeadwaterDefinition = {
    name: 'hooks',
    tables: [],
    consumers: [
      { type: 'webhook', name: 'partner', entities: [film], url: '', timeoutSeconds: 2, allowPrivateAddresses: true },
    ],
  };
  return { default: definition };
});

let buffer: Awaited<ReturnType<typeof openQueue>>;
let deadLetters: Awaited<ReturnType<typeof openQueue>>;

beforeAll(async () => {
  [buffer, deadLetters] = await Promise.all([openQueue(), openQueue()]);
});
afterAll(async () => {
  await Promise.all([buffer.close(), deadLetters.close()]);
});
afterEach(() => void vi.unstubAllEnvs());

async function secretsManager(operation: string, body: object): Promise<{ readonly ARN: string }> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `secretsmanager.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261123/us-east-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ ...body, ClientRequestToken: randomUUID() }),
  });
  return (await response.json()) as { ARN: string };
}

/** Sends a change to the buffer, receives it, and runs the function on it, as Lambda would. */
async function run(url: string, secretArn: string, key: string): Promise<SQSBatchResponse> {
  const change = { id: `e-${key}`, key, at: '2026-11-23T18:00:00Z', after: { id: key, title: 'Alien', price: 9 } };
  const event = {
    source: 'headwater.shop',
    'detail-type': 'film.snapshot',
    time: '2026-11-23T18:00:00Z',
    detail: { schema: 'film@1', changes: [change] },
  };
  await buffer.client.send(new SendMessageCommand({ QueueUrl: buffer.url, MessageBody: JSON.stringify(event) }));
  const { Messages = [] } = await buffer.client.send(
    new ReceiveMessageCommand({ QueueUrl: buffer.url, MessageSystemAttributeNames: ['All'], WaitTimeSeconds: 5 }),
  );
  const Records = Messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => {
    return { messageId: MessageId, receiptHandle: ReceiptHandle, body: Body, attributes: Attributes };
  });
  const { handler } = await started({ HEADWATER_WEBHOOK_URL: url, HEADWATER_WEBHOOK_SECRET_ARN: secretArn });
  return handler({ Records } as unknown as SQSEvent, { getRemainingTimeInMillis: () => 30_000 } as Context);
}

/** The function as a cold start has it: the definition and the environment are bound when it is loaded. */
async function started(own: Readonly<Record<string, string>>) {
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    HEADWATER_DEPLOYMENT: 'till-dev',
    HEADWATER_CONSUMER: 'partner',
    HEADWATER_BUFFER_URL: buffer.url,
    HEADWATER_DEAD_LETTER_URL: deadLetters.url,
    ...own,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  return import('../../functions/webhook/handler.ts');
}

test('after a change of the secret requests are signed with the new one and the one before it', async () => {
  await using receiver = await startReceiver();
  const { ARN } = await secretsManager('CreateSecret', { Name: `hook-${randomUUID()}`, SecretString: FIRST });

  await run(receiver.url, ARN, 'f1');
  await secretsManager('PutSecretValue', { SecretId: ARN, SecretString: SECOND });
  await run(receiver.url, ARN, 'f2');

  const [before, after] = receiver.received;
  if (!before || !after) throw new Error('two requests were expected');
  expect(isAuthentic(before.headers, before.body, [FIRST])).toBe(true);
  expect(isAuthentic(before.headers, before.body, [SECOND])).toBe(false);
  expect(isAuthentic(after.headers, after.body, [FIRST])).toBe(true);
  expect(isAuthentic(after.headers, after.body, [SECOND])).toBe(true);
});

test('a value that is no key is refused without being shown, and not remembered; before the present one it does no harm', async () => {
  const { ARN } = await secretsManager('CreateSecret', { Name: `hook-${randomUUID()}`, SecretString: 'hunter2' });
  const keys = createSigningKeys({ secretArn: ARN, endpoint, credentials });

  await expect(keys.read()).rejects.toMatchObject({ code: 'HW_WEBHOOK_SECRET' });
  await expect(keys.read()).rejects.not.toThrow('hunter2');
  await secretsManager('PutSecretValue', { SecretId: ARN, SecretString: FIRST });

  expect(await keys.read()).toEqual([Buffer.from('a'.repeat(32))]);
});

test('a refused change lies in the DLQ with the status, and without what the receiver wrote', async () => {
  await using receiver = await startReceiver((_, response) => void response.writeHead(422).end('Nostromo street 7'));
  const { ARN } = await secretsManager('CreateSecret', { Name: `hook-${randomUUID()}`, SecretString: FIRST });

  expect(await run(receiver.url, ARN, 'f3')).toEqual({ batchItemFailures: [] });

  const { Messages = [] } = await deadLetters.client.send(
    new ReceiveMessageCommand({ QueueUrl: deadLetters.url, MessageAttributeNames: ['All'], WaitTimeSeconds: 5 }),
  );
  const letter = JSON.stringify(Messages);
  expect(letter).toContain('HW_WEBHOOK_REFUSED');
  expect(letter).toContain('answered 422');
  expect(letter).not.toContain('Nostromo');
});

test('after a Retry-After the message is not there again before that', async () => {
  await using receiver = await startReceiver((_, response) => {
    response.writeHead(503, { 'retry-after': '4' }).end();
  });
  const { ARN } = await secretsManager('CreateSecret', { Name: `hook-${randomUUID()}`, SecretString: FIRST });

  const began = Date.now();
  const { batchItemFailures } = await run(receiver.url, ARN, 'f4');
  const again = await buffer.client.send(new ReceiveMessageCommand({ QueueUrl: buffer.url, WaitTimeSeconds: 15 }));

  expect(batchItemFailures).toHaveLength(1);
  expect(again.Messages?.[0]?.Body).toContain('e-f4');
  expect(Date.now() - began).toBeGreaterThan(3_500);
});

test('a secret that is not there is tried again, and nothing is sent', async () => {
  await using receiver = await startReceiver();
  const secretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:nothing-AbCdEf';

  await expect(createSigningKeys({ secretArn, endpoint, credentials }).read()).rejects.toMatchObject({
    code: 'HW_WEBHOOK_SECRET',
    retryable: true,
  });
  expect((await run(receiver.url, secretArn, 'f5')).batchItemFailures).toHaveLength(1);
  expect(receiver.received).toEqual([]);
});
