/** Rows for a bus, a queue or a bucket that was deleted, against a real cloud: said at once, with its name. Nothing is waited for. */
import { CreateEventBusCommand, DeleteEventBusCommand } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { createClients } from '../../operations/deployment/clients.ts';
import { sendToBus, sendToConsumer } from '../../operations/deployment/senders.ts';
import type { DeployedSession } from '../../cli/cloud/session.ts';
import { knownFailure } from '../../cli/errors.ts';
import config from '../fixtures/shop/headwater.config.ts';
import { snapshotOf } from '../../shared/domain/change/read-change.ts';
import type { Deployment } from '../../shared/runtime/deployment.ts';
import type { PublishPorts } from '../../shared/runtime/publish-changes.ts';
import { sendAll } from '../../shared/runtime/send-rows.ts';

const endpoint = process.env['AWS_ENDPOINT_URL'] ?? '';
const clients = createClients({ kind: 'endpoint', endpoint, region: 'us-east-1' });

/** Characters of a title: over the limit a row lies in the bucket. */
const LARGE = 300_000;

async function session(name: string): Promise<DeployedSession> {
  await clients.eventBridge.send(new CreateEventBusCommand({ Name: name }));
  await clients.s3.send(new CreateBucketCommand({ Bucket: name }));
  const { QueueUrl = '' } = await clients.sqs.send(new CreateQueueCommand({ QueueName: name }));
  const deployment = {
    bus: { name },
    normalizers: [{ table: 'shop', claimsBucket: name }],
    consumers: [{ name: 'search', bufferUrl: QueueUrl }],
  } as unknown as Deployment;
  return { clients, deployment, definition: config, region: 'us-east-1' } as DeployedSession;
}

function withoutBucket({ deployment, ...session }: DeployedSession, claimsBucket: string): DeployedSession {
  const normalizers = deployment.normalizers.map((one) => ({ ...one, claimsBucket }));
  return { ...session, deployment: { ...deployment, normalizers } };
}

/** Ten minutes are left, as in a backfill. @returns what a user is told */
async function sent(ports: PublishPorts, titleLength = 10): Promise<unknown> {
  const row = { filmId: 'a', title: 'x'.repeat(titleLength) };
  const change = snapshotOf({ entity: 'film', key: 'a', row, readAt: Date.now() }, { cause: 'backfill' });
  return await sendAll([change], ports, () => 600_000).catch((error: unknown) => knownFailure(error));
}

const gone = (message: string, code = 'HW_RESOURCE_GONE') => ({
  code,
  exitCode: 2,
  message: expect.stringContaining(message) as string,
});

describe('what is there takes rows, and what was deleted is told', () => {
  test('the bus, which takes events without a word also when it is gone', async () => {
    const name = `gone-${crypto.randomUUID().slice(0, 8)}`;
    const ports = sendToBus(await session(name), 'shop');
    expect(await sent(ports)).toEqual([]);

    await clients.eventBridge.send(new DeleteEventBusCommand({ Name: name }));

    expect(await sent(ports)).toMatchObject(gone(`event bus ${name} is not there`));
  });

  test('the buffer of a consumer', async () => {
    const name = `gone-${crypto.randomUUID().slice(0, 8)}`;
    const there = await session(name);
    const ports = sendToConsumer(there, 'shop', 'search');
    expect(await sent(ports)).toEqual([]);

    await clients.sqs.send(new DeleteQueueCommand({ QueueUrl: there.deployment.consumers[0]?.bufferUrl }));

    expect(await sent(ports)).toMatchObject(gone(`queue ${name}: `));
  });

  test('the bucket of large rows', async () => {
    const name = `gone-${crypto.randomUUID().slice(0, 8)}`;
    const there = await session(name);
    expect(await sent(sendToBus(there, 'shop'), LARGE)).toEqual([]);

    const without = withoutBucket(there, `${name}-never`);

    for (const ports of [sendToBus(without, 'shop'), sendToConsumer(without, 'shop', 'search')]) {
      expect(await sent(ports, LARGE)).toMatchObject(gone(`bucket ${name}-never`, 'HW_CLAIM_UNAVAILABLE'));
      expect(await sent(ports)).toEqual([]);
    }
  });
});
