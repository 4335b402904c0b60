/** What the real adapters are given for AWS: their commands become effects on the memory bus and queues. */
import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { PutEvents } from '../../../shared/adapters/eventbridge/put-events.ts';
import type { MemoryQueue } from '../../../shared/adapters/memory/queue.ts';
import type { Extent, Invocation } from './invocation.ts';
import { checkEvent } from './watch.ts';
import type { World } from './world.ts';

/** Whether an effect reaches an entry of its batch. */
export function reached(extent: Extent, index: number): boolean {
  return extent === 'all' || extent === (index % 2 === 1 ? 'odd' : 'even');
}

export function putEventsOf(invocation: Invocation<unknown>, world: World): PutEvents {
  return (events) => {
    const put = (extent: Extent) =>
      events.map(({ source, detailType, time, detail }, index) => {
        if (!reached(extent, index)) return { ErrorCode: 'InternalFailure', ErrorMessage: 'simulated' };
        const event = { source, detailType, time: Date.parse(time), detail };
        checkEvent(world, event);
        return { EventId: world.bus.put(event) };
      });
    return invocation.effect(`PutEvents of ${events.length}`, put, () => throwing('ThrottlingException'));
  };
}

/** @param queues by their URL */
export function queueClient(invocation: Invocation<unknown>, queues: ReadonlyMap<string, MemoryQueue>): SQSClient {
  const send = (command: unknown): Promise<unknown> => {
    if (command instanceof SendMessageBatchCommand) {
      const { QueueUrl = '', Entries = [] } = command.input;
      const store = (extent: Extent) => {
        const Failed = Entries.flatMap((entry, index) => {
          if (!reached(extent, index)) return [{ Id: entry.Id, Code: 'InternalError', SenderFault: false }];
          const attributes = Object.entries(entry.MessageAttributes ?? {});
          const texts = attributes.map(([name, { StringValue = '' }]) => [name, StringValue] as const);
          queues.get(QueueUrl)?.send(entry.MessageBody ?? '', Object.fromEntries(texts));
          return [];
        });
        return { Failed };
      };
      return invocation.effect(`storing ${Entries.length} dead letters`, store, () => throwing('ServiceUnavailable'));
    }
    if (command instanceof ChangeMessageVisibilityBatchCommand) {
      const { QueueUrl = '', Entries = [] } = command.input;
      const change = (extent: Extent) => {
        for (const [index, { ReceiptHandle = '', VisibilityTimeout = 0 }] of Entries.entries()) {
          if (reached(extent, index)) queues.get(QueueUrl)?.changeVisibility(ReceiptHandle, VisibilityTimeout * 1000);
        }
        return {};
      };
      return invocation.effect(`putting off ${Entries.length} messages`, change, () => throwing('ServiceUnavailable'));
    }
    throw new TypeError('the simulation knows SendMessageBatch and ChangeMessageVisibilityBatch only');
  };
  return { send } as unknown as SQSClient;
}

function throwing(name: string): never {
  throw Object.assign(new Error('simulated'), { name });
}
