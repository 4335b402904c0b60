/** Dead letters in memory, and in a real queue: needs the local cloud, or any cloud at AWS_ENDPOINT_URL. */
import { DeleteQueueCommand, ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { MemoryDeadLetters } from '../../shared/adapters/memory/dead-letters.ts';
import { createSqsDeadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import type { DeadLetter } from '../../shared/ports/dead-letters.ts';
import { untilTrue } from '../support/until.ts';
import { deadLettersContract, letter, type StoredLetter } from './dead-letters.contract.ts';
import { openQueue } from './queue.ts';

deadLettersContract('memory', () => {
  const letters = new MemoryDeadLetters();
  return Promise.resolve({
    letters,
    stored: () => Promise.resolve(letters.letters.map(inMemory)),
    breakDown: () => {
      letters.down = true;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});

deadLettersContract('SQS', async () => {
  const { client, url, close } = await openQueue();
  let gone = false;
  return {
    letters: createSqsDeadLetters(client, url),
    stored: (count) => received(client, url, count),
    breakDown: async () => {
      gone = true;
      await client.send(new DeleteQueueCommand({ QueueUrl: url }));
    },
    close: () => (gone ? Promise.resolve() : close()),
  };
});

test('a payload over the limit of SQS is kept in its reduced form', async () => {
  const { client, url, close } = await openQueue();
  const large = { ...letter('f1'), payload: 'x'.repeat(1024 * 1024), reducedPayload: { key: 'f1' } };

  await createSqsDeadLetters(client, url).put([large, letter('f2')]);

  const bodies = (await received(client, url, 2)).map(({ body }) => body);
  expect(bodies.toSorted()).toEqual(['{"key":"f1"}', '{"the":"event of f2"}']);
  await close();
});

function inMemory({ stage, reason, entity = '', key = '', position = '', payload }: DeadLetter): StoredLetter {
  const { code, message, field = '' } = reason;
  return {
    attributes: { stage, code, message, field, entity, key, position },
    body: typeof payload === 'string' ? payload : JSON.stringify(payload),
  };
}

async function received(client: SQSClient, QueueUrl: string, count: number): Promise<readonly StoredLetter[]> {
  const messages = new Map<string, Message>();
  await untilTrue(`${count} letters are there`, async () => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    for (const message of Messages) messages.set(message.MessageId ?? '', message);
    return messages.size >= count;
  });
  return [...messages.values()].map(({ Body = '', MessageAttributes = {} }) => ({
    body: Body,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
  }));
}
