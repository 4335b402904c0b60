import { DeleteMessageCommand, ReceiveMessageCommand, type Message } from '@aws-sdk/client-sqs';
import { sqs } from './clients.ts';
import { createQueue, type Queue } from './scene.ts';
import { until } from '../../support/until.ts';

/** Remembers, in the order they came in, the messages of a queue that the test itself empties. */
export class Witness<T> {
  readonly queue: Queue;
  readonly messages: Message[] = [];
  readonly seen: T[] = [];

  constructor(queue: Queue) {
    this.queue = queue;
  }

  /** Takes in all that lies in the queue now. */
  async look(): Promise<readonly T[]> {
    while (true) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: this.queue.url,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) return this.seen;
      for (const message of Messages) await this.#remember(message);
    }
  }

  /** Waits until `find` finds what it looks for in all that was seen so far. */
  async until<F>(what: string, find: (seen: readonly T[]) => F | undefined): Promise<F> {
    return until(what, async () => find(await this.look())).catch((cause: unknown) => {
      throw new Error(`${what}; seen so far: ${JSON.stringify(this.seen).slice(0, 2000)}`, { cause });
    });
  }

  async #remember(message: Message): Promise<void> {
    this.messages.push(message);
    this.seen.push(JSON.parse(message.Body ?? 'null') as T);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: this.queue.url, ReceiptHandle: message.ReceiptHandle }));
  }
}

export async function createWitness<T>(): Promise<Witness<T>> {
  return new Witness<T>(await createQueue());
}
