import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export interface LookOptions {
  /** Messages to look at. */
  readonly most: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a visit comes to. */
export interface Visited {
  /** Ids that are deleted; the others stay in the queue. */
  readonly remove: ReadonlySet<string>;
  /** Nothing else is looked for: the look may end. */
  readonly enough?: boolean;
}

export type Visit = (batch: readonly Message[]) => Promise<Visited>;

const BATCH = 10;
/** Long polling asks all of SQS's servers (developer guide, short and long polling): an empty answer means empty. */
const WAIT_SECONDS = 1;
/** Others, and a look that was killed, see the messages again after this. */
const HIDDEN_SECONDS = 300;

/**
 * Looks at the messages of a queue, each once, and lets the visitor say which to remove. The others are given back at the
 * end, also when the look is interrupted: a look consumes nothing.
 *
 * @returns how many were looked at, and whether there may be more
 */
export async function lookThrough(
  client: SQSClient,
  queueUrl: string,
  { most, signal }: LookOptions,
  visit: Visit,
): Promise<{ readonly seen: number; readonly more: boolean }> {
  /** Receipt handles of what is hidden and stays. */
  const kept = new Map<string, string | undefined>();
  let seen = 0;
  try {
    while (seen < most) {
      signal?.throwIfAborted();
      const received = await receive(client, queueUrl, Math.min(BATCH, most - seen));
      // SQS delivers at least once: a batch of nothing but known messages means that the rest has been seen.
      const batch = received.filter(({ MessageId = '' }) => !kept.has(MessageId));
      for (const { MessageId = '', ReceiptHandle } of received) kept.set(MessageId, ReceiptHandle);
      if (batch.length === 0) return { seen, more: false };
      seen += batch.length;
      const { remove, enough } = await visit(batch);
      await removeAll(client, queueUrl, batch, remove);
      for (const id of remove) kept.delete(id);
      if (enough) break;
    }
    return { seen, more: true };
  } finally {
    await giveBack(client, queueUrl, [...kept.values()]);
  }
}

async function receive(client: SQSClient, QueueUrl: string, count: number): Promise<readonly Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: count,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
    VisibilityTimeout: HIDDEN_SECONDS,
    WaitTimeSeconds: WAIT_SECONDS,
  });
  return (await client.send(command)).Messages ?? [];
}

/** A message that could not be deleted comes again: to be sent twice harms nothing, to be lost would. */
async function removeAll(
  client: SQSClient,
  QueueUrl: string,
  batch: readonly Message[],
  ids: ReadonlySet<string>,
): Promise<void> {
  const Entries = batch
    .filter(({ MessageId = '' }) => ids.has(MessageId))
    .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  if (Entries.length === 0) return;
  await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
}

async function giveBack(client: SQSClient, QueueUrl: string, handles: readonly (string | undefined)[]): Promise<void> {
  for (let first = 0; first < handles.length; first += BATCH) {
    const Entries = handles
      .slice(first, first + BATCH)
      .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
}
