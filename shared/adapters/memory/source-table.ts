import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { own } from '../../domain/own.ts';

export type TableItem = Readonly<Record<string, AttributeValue>>;

export interface MemoryTableOptions {
  readonly name: string;
  readonly partitionKey: string;
  /** What the stream writes as a change's time: epoch milliseconds, by the clock of the host that takes the write. */
  readonly clock: () => number;
  /** Label of the first stream: a time, such as `2026-11-01T09:00:00.000`. */
  readonly label: string;
  /** The first sequence number is above this. */
  readonly sequence: bigint;
}

/** What the service itself deletes says so (developer guide: DynamoDB Streams and Time to Live). */
const EXPIRY = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

/** A DynamoDB table in memory with a stream of NEW_AND_OLD_IMAGES. A table that is restored has a new, empty stream. */
export class MemoryTable {
  readonly #options: MemoryTableOptions;
  #items = new Map<string, TableItem>();
  #label: string;
  #sequence: bigint;
  #written = 0;

  constructor(options: MemoryTableOptions) {
    this.#options = options;
    this.#label = options.label;
    this.#sequence = options.sequence;
  }

  /** @returns what the stream says of it; undefined when nothing changed: such a write leaves no record. */
  put(item: TableItem): DynamoDBRecord | undefined {
    const key = own(item, this.#options.partitionKey)?.S ?? '';
    const before = this.#items.get(key);
    this.#items.set(key, item);
    return this.#record(key, before, item);
  }

  /** @param by `expiry` when time to live does it */
  delete(key: string, by: 'request' | 'expiry' = 'request'): DynamoDBRecord | undefined {
    const before = this.#items.get(key);
    this.#items.delete(key);
    return this.#record(key, before, undefined, by);
  }

  /** Strongly consistent. */
  get(key: string): TableItem | undefined {
    return this.#items.get(key);
  }

  items(): ReadonlyMap<string, TableItem> {
    return new Map(this.#items);
  }

  /**
   * The table is made anew with these items, as from a backup: no records tell of them, and the new stream begins with
   * sequence numbers of its own.
   */
  restore(items: ReadonlyMap<string, TableItem>, label: string, sequence: bigint): void {
    this.#items = new Map(items);
    this.#label = label;
    this.#sequence = sequence;
  }

  #record(
    key: string,
    before: TableItem | undefined,
    after: TableItem | undefined,
    by: 'request' | 'expiry' = 'request',
  ): DynamoDBRecord | undefined {
    if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
    const { name, partitionKey, clock } = this.#options;
    this.#written += 1;
    // Sequence numbers grow, with gaps.
    this.#sequence += 1n + (BigInt(this.#written) % 3n);
    return {
      eventID: `e${this.#written}`,
      eventName: before && after ? 'MODIFY' : after ? 'INSERT' : 'REMOVE',
      eventSourceARN: `arn:aws:dynamodb:us-east-1:123456789012:table/${name}/stream/${this.#label}`,
      ...(by === 'expiry' && { userIdentity: EXPIRY }),
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(clock() / 1000),
        Keys: { [partitionKey]: { S: key } },
        ...(before && { OldImage: { ...before } }),
        ...(after && { NewImage: { ...after } }),
        SequenceNumber: String(this.#sequence),
      },
    };
  }
}
