import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Deployment } from '../../shared/runtime/deployment.ts';

export interface QueueStatus {
  readonly role: 'buffer' | 'dlq' | 'rejected' | 'rule-dlq';
  /** null for the rejected queue of a table's normalizer. */
  readonly consumer: string | null;
  /** Of a rejected queue: the table whose items lie in it. */
  readonly table?: string;
  readonly url: string;
  /** Waiting, delayed and in flight, as SQS counts them: approximately. */
  readonly messages: number;
}

/** Every queue of a deployment, without its count. */
export function queuesOf({ normalizers, consumers }: Deployment): readonly Omit<QueueStatus, 'messages'>[] {
  return [
    ...normalizers.map(
      ({ table, rejectedQueueUrl: url }) => ({ role: 'rejected', consumer: null, table, url }) as const,
    ),
    ...consumers.flatMap(
      ({ name: consumer, bufferUrl, deadLetterUrl, ruleDeadLetterUrl }) =>
        [
          { role: 'buffer', consumer, url: bufferUrl },
          { role: 'dlq', consumer, url: deadLetterUrl },
          { role: 'rule-dlq', consumer, url: ruleDeadLetterUrl },
        ] as const,
    ),
  ];
}

export function countQueues(client: SQSClient, deployment: Deployment): Promise<readonly QueueStatus[]> {
  return Promise.all(
    queuesOf(deployment).map(async (queue) => ({ ...queue, messages: await countMessages(client, queue.url) })),
  );
}

export async function countMessages(client: SQSClient, url: string): Promise<number> {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] });
  const { Attributes } = await client.send(command);
  return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
}
