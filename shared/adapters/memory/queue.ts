/** A message as a queue holds it. */
export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Epoch milliseconds; kept when the redrive policy moves the message (SQS developer guide: dead-letter queues). */
  readonly sentAt: number;
}

export interface ReceivedQueueMessage extends QueueMessage {
  readonly receiptHandle: string;
  /** How often it was received, from 1. */
  readonly receives: number;
}

export interface MemoryQueueOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long a received message is hidden from others. @default 180 s */
  readonly visibilityMs?: number;
  /** Where a message goes instead of being received once more. @default it is received for ever */
  readonly redrive?: { readonly to: MemoryQueue; readonly maximumReceives: number };
}

interface Held {
  readonly message: QueueMessage;
  visibleAt: number;
  receives: number;
}

/** A standard SQS queue in memory: at least once, in any order, with a visibility timeout, receive counts and a redrive policy. */
export class MemoryQueue {
  readonly #options: MemoryQueueOptions;
  readonly #held = new Map<string, Held>();
  #sent = 0;

  constructor(options: MemoryQueueOptions) {
    this.#options = options;
  }

  /** @returns the message's id. */
  send(body: string, attributes: Readonly<Record<string, string>> = {}): string {
    this.#sent += 1;
    const id = `m${this.#sent}`;
    this.#put({ id, body, attributes, sentAt: this.#options.now() });
    return id;
  }

  /** @param choose an index below the given count: which of the visible messages comes next */
  receive(most: number, choose: (count: number) => number = () => 0): ReceivedQueueMessage[] {
    const { now, visibilityMs = 180_000, redrive } = this.#options;
    const visible = [...this.#held.values()].filter(({ visibleAt }) => visibleAt <= now());
    const received: ReceivedQueueMessage[] = [];
    while (received.length < most && visible.length > 0) {
      const [held] = visible.splice(choose(visible.length), 1);
      if (!held) break;
      if (redrive && held.receives >= redrive.maximumReceives) {
        this.#held.delete(held.message.id);
        redrive.to.#put({ ...held.message, id: `${held.message.id}-dead` });
        continue;
      }
      held.receives += 1;
      held.visibleAt = now() + visibilityMs;
      const { message, receives } = held;
      received.push({ ...message, receives, receiptHandle: `${message.id}#${receives}` });
    }
    return received;
  }

  /** A handle of an earlier receive deletes, too. @returns whether the message was still there. */
  delete(receiptHandle: string): boolean {
    return this.#held.delete(idIn(receiptHandle));
  }

  /** Only the latest receive's handle counts: SQS refuses it once the message is visible or received again. */
  changeVisibility(receiptHandle: string, milliseconds: number): boolean {
    const held = this.#held.get(idIn(receiptHandle));
    const now = this.#options.now();
    if (held === undefined || held.visibleAt <= now || receiptHandle !== `${held.message.id}#${held.receives}`)
      return false;
    held.visibleAt = now + milliseconds;
    return true;
  }

  /** Everything that has not left the queue, visible or not. */
  messages(): readonly QueueMessage[] {
    return [...this.#held.values()].map(({ message }) => message);
  }

  /** Epoch milliseconds at which the next message becomes visible; undefined when the queue is empty. */
  nextVisibleAt(): number | undefined {
    const times = [...this.#held.values()].map(({ visibleAt }) => visibleAt);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  #put(message: QueueMessage): void {
    this.#held.set(message.id, { message, visibleAt: this.#options.now(), receives: 0 });
  }
}

function idIn(receiptHandle: string): string {
  return receiptHandle.slice(0, receiptHandle.indexOf('#'));
}
