/** A webhook that is deployed: an item is written, and a receiver on this machine gets the change, or says why not. */
import { randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAuthentic } from '../../examples/webhook-receiver/verify.ts';
import { repository } from '../../local/layout.ts';
import { isPublicAddress } from '../../shared/domain/webhook/address.ts';
import { startReceiver, type Received, type Receiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import { startOwnCloud, type OwnCloud } from './support/own-cloud.ts';

/** The app's folder: below the repository, where `headwater` is found. */
let app: string;
let cloud: OwnCloud;
let receiver: Receiver;
/** Where a redirect leads to. */
let elsewhere: Receiver;
let client: ReturnType<typeof clientsOf>;

/** How the receiver answers requests about a key, one after another; then with 200. */
const answers = new Map<string, ((response: ServerResponse) => void)[]>();
const arrivals: { readonly key: string; readonly at: number; readonly request: Received }[] = [];

beforeAll(async () => {
  elsewhere = await startReceiver();
  receiver = await startReceiver((request, response) => {
    const [change] = (JSON.parse(request.body) as { data: { changes: { key: string }[] } }).data.changes;
    const key = change?.key ?? '';
    arrivals.push({ key, at: Date.now(), request });
    const answer = answers.get(key)?.shift();
    if (answer) answer(response);
    else response.end();
  });
  mkdirSync(join(repository, '.local'), { recursive: true });
  app = mkdtempSync(join(repository, '.local/webhook-'));
  const config = join(app, 'headwater.config.ts');
  writeFileSync(config, definition(new URL(receiver.url).port, await privateName()));
  cloud = await startOwnCloud({ HEADWATER_CONFIG: config });
  client = clientsOf(cloud.endpoint);
});
afterAll(async () => {
  await cloud.end();
  await receiver[Symbol.asyncDispose]();
  await elsewhere[Symbol.asyncDispose]();
  rmSync(app, { recursive: true, force: true });
});

/** `guarded` is told of some calls, `hook` of the others. */
const definition = (port: string, name: string): string => `
import { defineConsumer, defineEntity, defineHeadwater, defineTable, keyword, where } from 'headwater';

const call = defineEntity({
  name: 'call',
  recognise: { pk: 'CALL#{id}' },
  fields: { id: keyword(), to: keyword() },
});
const to = (consumer: string) => ({ name: consumer, entities: [call], filters: { call: where(call, { to: consumer }) } });

export default defineHeadwater({
  name: 'hooks',
  tables: [defineTable({ name: 'calls', partitionKey: { name: 'pk', type: 'string' }, entities: [call] })],
  consumers: [
    defineConsumer({
      type: 'webhook', ...to('hook'), url: 'http://127.0.0.1:${port}/hook', timeoutSeconds: 2,
      allowHttp: true, allowPrivateAddresses: true,
    }),
    defineConsumer({ type: 'webhook', ...to('guarded'), url: 'http://${name}:${port}/guarded', allowHttp: true }),
  ],
});
`;

/** A name that a definition may have, and that leads to this machine: what its functions must find out. */
async function privateName(): Promise<string> {
  const { address } = await lookup(hostname());
  if (isPublicAddress(address)) throw new Error(`${hostname()} has a public address: this test needs one that has not`);
  return hostname();
}

function clientsOf(endpoint: string) {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  return {
    dynamo: new DynamoDBClient(options),
    lambda: new LambdaClient(options),
    stacks: new CloudFormationClient(options),
  };
}

async function call(key: string, to = 'hook'): Promise<void> {
  const { tables } = JSON.parse((await cloud.run(['status', '--json'])).stdout) as { tables: { name: string }[] };
  const Item = { pk: { S: `CALL#${key}` }, to: { S: to } };
  await client.dynamo.send(new PutItemCommand({ TableName: tables[0]?.name, Item }));
}

const arrived = (key: string) => arrivals.filter((one) => one.key === key);

/** All requests about a key, once there are so many. */
const requests = (key: string, many = 1) =>
  until(
    `${many} requests about ${key}`,
    () => Promise.resolve(arrived(key).length >= many ? arrived(key) : undefined),
    60,
  );

interface Letter {
  /** `dlq hook` */
  readonly source: string;
  readonly code: string;
  readonly message: string;
  readonly rows: readonly { readonly key: string }[];
}

const letter = (key: string): Promise<Letter> =>
  until(
    `a letter about ${key}`,
    async () => {
      const { stdout } = await cloud.run(['dlq', 'list', '--json']);
      const { letters } = JSON.parse(stdout) as { letters: readonly Letter[] };
      return letters.find(({ rows }) => rows.some((row) => row.key === key));
    },
    60,
  );

async function secretsManager(operation: string, body: object): Promise<{ readonly SecretString: string }> {
  const response = await fetch(cloud.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `secretsmanager.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261123/us-east-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { SecretString: string };
}

/** As docs/webhooks.md says: the stores' stack names it. */
async function secretArn(): Promise<string> {
  const { Stacks = [] } = await client.stacks.send(new DescribeStacksCommand({ StackName: 'hooks-dev-stores' }));
  const output = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'WebhookSecretHook');
  return output?.OutputValue ?? '';
}

const secret = async () => (await secretsManager('GetSecretValue', { SecretId: await secretArn() })).SecretString;

const SECONDS = { timeout: 170_000 };

test('a change arrives, signed over its time and its body with the secret that was made', SECONDS, async () => {
  await call('first');

  const [{ request } = { request: undefined }] = await requests('first');
  if (!request) throw new Error('a request was expected');
  const { headers, body } = request;
  expect(request).toMatchObject({ method: 'POST', path: '/hook' });
  expect(JSON.parse(body)).toMatchObject({
    type: 'call.created',
    data: { schema: 'call@1', changes: [{ key: 'first', after: { id: 'first', to: 'hook' } }] },
  });
  const key = await secret();
  const later = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) };
  expect(isAuthentic(headers, body, [key])).toBe(true);
  expect(isAuthentic(headers, `${body} `, [key])).toBe(false);
  expect(isAuthentic(later, body, [key])).toBe(false);
  expect(isAuthentic(headers, body, [`whsec_${Buffer.alloc(48).toString('base64')}`])).toBe(false);
  expect(String(headers['webhook-signature']).split(' ')).toHaveLength(1);
});

test('after 429 it comes again, and not before Retry-After', SECONDS, async () => {
  answers.set('later', [(response) => void response.writeHead(429, { 'retry-after': '6' }).end()]);
  await call('later');

  const [first, second] = await requests('later', 2);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(6_000);
  expect(second?.request.body).toBe(first?.request.body);
});

test('after 500, and after no answer, it comes again under the same id', SECONDS, async () => {
  answers.set('broken', [(response) => void response.writeHead(500).end(), () => undefined]);
  await call('broken');

  const came = await requests('broken', 3);
  expect(new Set(came.map(({ request }) => request.headers['webhook-id'])).size).toBe(1);
});

test(
  'after 400 it lies in the DLQ, which names it, and a redrive brings it once the receiver takes it',
  SECONDS,
  async () => {
    answers.set('refused', [(response) => void response.writeHead(400).end('Nostromo street 7')]);
    await call('refused');

    expect(await letter('refused')).toMatchObject({
      source: 'dlq hook',
      code: 'HW_WEBHOOK_REFUSED',
      message: expect.stringContaining('answered 400') as unknown,
    });
    const listed = await cloud.run(['dlq', 'list']);
    expect(listed.stdout).toMatch(/hook.*HW_WEBHOOK_REFUSED|HW_WEBHOOK_REFUSED.*hook/s);
    expect(listed.stdout).not.toContain('Nostromo');
    expect(arrived('refused')).toHaveLength(1);

    const redriven = await cloud.run(['dlq', 'redrive', '--consumer', 'hook', '--key', 'refused', '--yes']);
    expect(redriven).toMatchObject({ code: 0 });
    await requests('refused', 2);
  },
);

test('a redirect is not followed', SECONDS, async () => {
  answers.set('moved', [(response) => void response.writeHead(307, { location: elsewhere.url }).end()]);
  await call('moved');

  expect(await letter('moved')).toMatchObject({
    code: 'HW_WEBHOOK_REFUSED',
    message: expect.stringContaining('redirects are not followed') as unknown,
  });
  expect(elsewhere.received).toEqual([]);
});

test('a name that leads to a private address is not called, unless that is allowed', SECONDS, async () => {
  await call('inside', 'guarded');

  expect(await letter('inside')).toMatchObject({ source: 'dlq guarded', code: 'HW_WEBHOOK_ADDRESS' });
  expect(arrived('inside')).toEqual([]);
});

test('after a change of the secret two are valid: the new one and the one before it', SECONDS, async () => {
  const before = await secret();
  const after = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const ClientRequestToken = randomUUID();
  await secretsManager('PutSecretValue', { SecretId: await secretArn(), SecretString: after, ClientRequestToken });
  // A function remembers its secret for 5 minutes: one that is started anew reads it.
  const FunctionName = 'hooks-dev-consumer-hook';
  await client.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: 512 }));
  await call('rotated');

  const [{ request } = { request: undefined }] = await requests('rotated');
  if (!request) throw new Error('a request was expected');
  expect(isAuthentic(request.headers, request.body, [before])).toBe(true);
  expect(isAuthentic(request.headers, request.body, [after])).toBe(true);
});
