import {
  ChangeMessageVisibilityBatchCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Why something was rejected, and what: read from a dead-letter queue, where it stays. */
export interface RejectionGroup {
  readonly code: string;
  readonly entity: string;
  readonly field: string;
  /** What is wrong with the field, without the key. */
  readonly problem: string;
  /** Changes: the same row is rejected again each time it is written. */
  readonly count: number;
  /** Different rows. */
  readonly rows: number;
  /** Keys of the first. */
  readonly examples: readonly string[];
}

/** Enough for an overview; the rest stays unread. */
const MOST = 2_000;
const HIDDEN_SECONDS = 30;
const EXAMPLES = 4;

/** Looks at the messages of a dead-letter queue and leaves them there. */
export async function readRejections(client: SQSClient, queueUrl: string): Promise<readonly RejectionGroup[]> {
  const messages = new Map<string, Message>();
  try {
    while (messages.size < MOST) {
      const batch = await receive(client, queueUrl);
      if (batch.length === 0) break;
      for (const message of batch) messages.set(message.MessageId ?? '', message);
    }
  } finally {
    await show(client, queueUrl, [...messages.values()]);
  }
  return groupRejections([...messages.values()].map(letterOf));
}

export interface Letter {
  readonly code: string;
  readonly entity: string;
  readonly key: string;
  readonly field: string;
  readonly message: string;
}

/** Groups by reason, the most frequent first. */
export function groupRejections(letters: readonly Letter[]): readonly RejectionGroup[] {
  const problemOf = ({ message, entity, key, field }: Letter): string =>
    message.replace(`${entity} ${key}: `, '').replace(`${field} `, '');
  const groups = Map.groupBy(letters, (letter) =>
    [letter.code, letter.entity, letter.field, problemOf(letter)].join('\n'),
  );
  return [...groups.values()]
    .flatMap((group): RejectionGroup[] => {
      const [first] = group;
      if (!first) return [];
      const { code, entity, field } = first;
      const keys = [...new Set(group.map(({ key }) => key))].sort();
      const problem = problemOf(first);
      return [
        { code, entity, field, problem, count: group.length, rows: keys.length, examples: keys.slice(0, EXAMPLES) },
      ];
    })
    .sort((one, other) => other.count - one.count);
}

async function receive(client: SQSClient, QueueUrl: string): Promise<readonly Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
    VisibilityTimeout: HIDDEN_SECONDS,
  });
  return (await client.send(command)).Messages ?? [];
}

/** Lets others see the messages again at once. */
async function show(client: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<void> {
  for (let first = 0; first < messages.length; first += 10) {
    const Entries = messages
      .slice(first, first + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
}

function letterOf({ MessageAttributes = {} }: Message): Letter {
  const text = (name: string): string => MessageAttributes[name]?.StringValue ?? '';
  return {
    code: text('code'),
    entity: text('entity'),
    key: text('key'),
    field: text('field'),
    message: text('message'),
  };
}
