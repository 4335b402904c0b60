import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../../domain/delivery/chunks.ts';
import { hiddenFor } from '../../domain/delivery/retry-delay.ts';
import type { Redelivery } from '../../ports/redelivery.ts';

/** ChangeMessageVisibilityBatch takes at most 10 messages (API reference). */
const BATCH = { count: 10, bytes: Infinity };

/**
 * Shortens a failed message's visibility timeout, which is made for the slowest function, to a delay that grows with its
 * receives, or stretches it to the time before which trying again is no use.
 */
export function createSqsRedelivery(
  client: SQSClient,
  queueUrl: string,
  random: () => number = Math.random,
): Redelivery {
  return {
    async delay(messages) {
      const requests = chunks(messages, () => 0, BATCH).map((batch) => {
        const Entries = batch.map(({ receiptHandle, ...message }, index) => {
          return { Id: String(index), ReceiptHandle: receiptHandle, VisibilityTimeout: hiddenFor(message, random()) };
        });
        return client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
      });
      await Promise.allSettled(requests);
    },
  };
}
