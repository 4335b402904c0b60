import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, test } from 'vitest';
import { createQueuePublisher } from '../../../shared/adapters/sqs/change-publisher.ts';
import { packChanges } from '../../../shared/domain/change/pack.ts';
import { absenceOf } from '../../../shared/domain/change/read-change.ts';
import { readEvent } from '../../../shared/runtime/delivered-event.ts';
import { scriptedService, type Script } from '../../support/scripted-service.ts';

interface SendBatch {
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}

let close = (): Promise<unknown> => Promise.resolve();
afterEach(() => close());

async function publisher(script: Script) {
  const service = await scriptedService(script);
  ({ close } = service);
  const queue = createQueuePublisher({
    client: new SQSClient(service.settings),
    queueUrl: `${service.settings.endpoint}/000000000001/buffer`,
    region: 'us-east-1',
    random: () => 0,
  });
  return { queue, requests: service.requests as readonly { readonly body: SendBatch }[] };
}

const taken = ({ Id, MessageBody }: SendBatch['Entries'][number]) => ({
  Id,
  MessageId: `m${Id}`,
  MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
});

const events = Array.from({ length: 3 }, (_, index) => {
  const read = { entity: 'film', key: `f${index}`, readAt: Date.parse('2026-11-23T18:00:00.250Z') };
  return packChanges('headwater.shop', new Map(), [absenceOf(read, { cause: 'backfill' })]);
})
  .flat()
  .map(({ event }) => event);

test('only messages that the queue did not take are sent again', async () => {
  const { queue, requests } = await publisher((_, { Entries }: SendBatch, attempt) => {
    const [first, ...rest] = Entries;
    const failed = rest.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
    return attempt === 1 && first
      ? { Successful: [taken(first)], Failed: failed }
      : { Successful: Entries.map(taken), Failed: [] };
  });

  const results = await queue.publish(events, () => 1_000);

  expect(results).toEqual(events.map(() => ({ published: true })));
  expect(requests.map(({ body }) => body.Entries.length)).toEqual([3, 2]);
});

test('a message that the queue will never take is refused, not tried again', async () => {
  const { queue, requests } = await publisher((_, { Entries: [first, ...rest] }: SendBatch) => ({
    Successful: rest.map(taken),
    Failed: [{ Id: first?.Id, Code: 'InvalidMessageContents', SenderFault: true }],
  }));

  const results = await queue.publish(events, () => 1_000);

  expect(results.map((result) => (result.published ? 'taken' : result.reason.code))).toEqual([
    'HW_EVENT_REFUSED',
    'taken',
    'taken',
  ]);
  expect(requests).toHaveLength(1);
});

test.each(['QueueDoesNotExist', 'AccessDenied', 'AccessDeniedException'])(
  '%s is told at once: no waiting mends it',
  async (name) => {
    const { queue, requests } = await publisher(() => name);

    await expect(queue.publish(events, () => 600_000)).rejects.toMatchObject({ name });
    expect(requests).toHaveLength(1);
  },
);

test('a queue that does not answer is told when the time is over', async () => {
  const { queue } = await publisher(() => 'ServiceUnavailable');
  let asked = 0;

  const results = await queue.publish(events, () => ((asked += 1) < 8 ? 1_000 : 0));

  expect(results).toMatchObject(events.map(() => ({ published: false, reason: { code: 'HW_PUBLISH_FAILED' } })));
});

test('a consumer reads the message as one that EventBridge delivered', async () => {
  const { queue, requests } = await publisher((_, { Entries }: SendBatch) => ({ Successful: Entries.map(taken) }));

  await queue.publish(events.slice(0, 1), () => 1_000);

  const body = requests[0]?.body.Entries[0]?.MessageBody ?? '';
  expect(JSON.parse(body)).toMatchObject({
    version: '0',
    source: 'headwater.shop',
    'detail-type': 'film.absent',
    account: '000000000001',
    region: 'us-east-1',
    time: '2026-11-23T18:00:00Z',
    resources: [],
  });
  expect(readEvent(body)).toMatchObject({ changes: [{ entity: 'film', operation: 'absent', key: 'f0' }] });
});
