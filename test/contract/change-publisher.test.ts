/** The bus in memory, and the real one: needs the local cloud, or any cloud at AWS_ENDPOINT_URL. */
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createEventBridgePublisher } from '../../shared/adapters/eventbridge/change-publisher.ts';
import { createPutEvents } from '../../shared/adapters/eventbridge/put-events.ts';
import { createQueuePublisher } from '../../shared/adapters/sqs/change-publisher.ts';
import { MemoryPublisher } from '../../shared/adapters/memory/change-publisher.ts';
import { untilTrue } from '../support/until.ts';
import { changePublisherContract, type OpenPublisher, type ReceivedEvent } from './change-publisher.contract.ts';
import { emulatorSettings, openQueue } from './queue.ts';

changePublisherContract('memory', () => {
  const publisher = new MemoryPublisher();
  return Promise.resolve({
    publisher,
    received: () => {
      const events = publisher.published.splice(0);
      return Promise.resolve(
        events.map(({ detail, ...event }) => ({ ...asReceived(event), detail: JSON.parse(detail) as unknown })),
      );
    },
    close: () => Promise.resolve(),
  });
});

changePublisherContract('EventBridge', openEventBridge);

changePublisherContract('a queue of SQS', async () => {
  const queue = await openQueue();
  return {
    publisher: createQueuePublisher({ client: queue.client, queueUrl: queue.url, region: 'us-east-1' }),
    received: (count) => receiveEvents(queue.client, queue.url, count),
    close: queue.close,
  };
});

async function openEventBridge(): Promise<OpenPublisher> {
  const client = new EventBridgeClient({ ...emulatorSettings, maxAttempts: 1 });
  const queue = await openQueue();
  const EventBusName = `contract-${crypto.randomUUID()}`;
  const rule = { EventBusName, Name: 'all' };
  await client.send(new CreateEventBusCommand({ Name: EventBusName }));
  const EventPattern = JSON.stringify({ source: ['headwater.contract'] });
  const { RuleArn } = await client.send(new PutRuleCommand({ ...rule, EventPattern }));
  await queue.letIn('events.amazonaws.com', RuleArn ?? '');
  await client.send(new PutTargetsCommand({ EventBusName, Rule: 'all', Targets: [{ Id: 'queue', Arn: queue.arn }] }));
  return {
    publisher: createEventBridgePublisher({ putEvents: createPutEvents(client, EventBusName) }),
    received: (count) => receiveEvents(queue.client, queue.url, count),
    close: async () => {
      await client.send(new RemoveTargetsCommand({ EventBusName, Rule: 'all', Ids: ['queue'] }));
      await client.send(new DeleteRuleCommand(rule));
      await client.send(new DeleteEventBusCommand({ Name: EventBusName }));
      await queue.close();
    },
  };
}

async function receiveEvents(client: SQSClient, QueueUrl: string, count: number): Promise<readonly ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  await untilTrue(`${count} events have come through`, async () => {
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    for (const { Body = '{}', ReceiptHandle } of Messages) {
      const { source, 'detail-type': detailType, detail } = JSON.parse(Body) as Record<string, unknown>;
      events.push({ source: String(source), detailType: String(detailType), detail });
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return events.length >= count;
  });
  return events;
}

function asReceived({ source, detailType }: Omit<ReceivedEvent, 'detail'>): Omit<ReceivedEvent, 'detail'> {
  return { source, detailType };
}
