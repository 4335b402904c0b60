import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageBatchCommand, type MessageAttributeValue, type SQSClient } from '@aws-sdk/client-sqs';
import type { StreamRecord } from '../../shared/adapters/dynamodb/stream-record.ts';
import { chunks } from '../../shared/domain/delivery/chunks.ts';
import { SETTLED_BEFORE } from '../../shared/runtime/settled.ts';

/** SendMessageBatch takes at most 10 messages and 1 MiB together, attributes included (API reference). */
const QUEUE_BATCH = { count: 10, bytes: 1024 * 1024 };
const ATTRIBUTE_BYTES = 64;
/** A synchronous invocation carries at most 6 MB (Lambda quotas). */
const INVOCATION = { count: 100, bytes: 5_000_000 };

export interface Sending {
  readonly id: string;
  readonly body: string;
  /** The consumer has settled it once, by rejecting it. */
  readonly settledBefore: boolean;
}

/** @returns ids of what the queue has taken */
export async function sendToQueue(
  client: SQSClient,
  QueueUrl: string,
  sendings: readonly Sending[],
): Promise<readonly string[]> {
  const taken: string[] = [];
  for (const batch of chunks(sendings, ({ body }) => Buffer.byteLength(body) + ATTRIBUTE_BYTES, QUEUE_BATCH)) {
    const Entries = batch.map(({ body, settledBefore }, index) => ({
      Id: String(index),
      MessageBody: body,
      ...(settledBefore && { MessageAttributes: SETTLED }),
    }));
    const { Successful = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    taken.push(...Successful.flatMap(({ Id }) => batch[Number(Id)]?.id ?? []));
  }
  return taken;
}

const SETTLED: Readonly<Record<string, MessageAttributeValue>> = {
  [SETTLED_BEFORE]: { DataType: 'String', StringValue: 'true' },
};

/**
 * Gives records to the normalizer as the stream does. Each keeps its position, so that beside live traffic an old one is
 * stale where a newer one has arrived.
 *
 * @returns how many of the first records it has taken: published, or rejected again with a letter of their own
 */
export async function normalizeAgain(
  client: LambdaClient,
  FunctionName: string,
  records: readonly StreamRecord[],
  beforeEach: (records: number) => Promise<void>,
): Promise<number> {
  let taken = 0;
  for (const batch of chunks(records, (record) => Buffer.byteLength(JSON.stringify(record)), INVOCATION)) {
    await beforeEach(batch.length);
    const Payload = Buffer.from(JSON.stringify({ Records: batch }));
    const { FunctionError, Payload: answer } = await client.send(new InvokeCommand({ FunctionName, Payload }));
    const settled = FunctionError === undefined ? settledIn(batch, answer) : 0;
    taken += settled;
    if (settled < batch.length) break;
  }
  return taken;
}

/** As Lambda reads a stream's batch response: everything from the lowest reported sequence number on comes again. */
function settledIn(batch: readonly StreamRecord[], answer: Uint8Array | undefined): number {
  const response: unknown = JSON.parse(Buffer.from(answer ?? []).toString() || 'null');
  if (typeof response !== 'object' || response === null || !('batchItemFailures' in response)) return 0;
  const { batchItemFailures } = response as { batchItemFailures: readonly { readonly itemIdentifier?: string }[] };
  if (batchItemFailures.length === 0) return batch.length;
  const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const first = batch.findIndex(({ dynamodb }) => again.has(dynamodb?.SequenceNumber));
  return Math.max(first, 0);
}
