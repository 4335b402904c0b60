import type { Deployment } from '../../shared/runtime/deployment.ts';

/** A place where dead letters lie, and where they can be sent from there. */
export type LetterSource =
  /** Stream records that the normalizer rejected: they go through the normalizer again. */
  | { readonly kind: 'rejected'; readonly table: string; readonly url: string }
  /** What a consumer rejected, or never settled: back to that consumer's buffer, never to the bus. */
  | { readonly kind: 'dlq'; readonly consumer: string; readonly url: string; readonly bufferUrl: string }
  /** What EventBridge could not deliver to a consumer's buffer. */
  | { readonly kind: 'rule-dlq'; readonly consumer: string; readonly url: string; readonly bufferUrl: string }
  /** Stream batches that Lambda gave up on, whole, as objects in S3. */
  | { readonly kind: 'stream-failures'; readonly bucket: string };

export type LetterKind = LetterSource['kind'];
export type QueueSource = Exclude<LetterSource, { kind: 'stream-failures' }>;

export const LETTER_KINDS = ['rejected', 'dlq', 'rule-dlq', 'stream-failures'] as const satisfies readonly LetterKind[];

export interface RowName {
  /** undefined: no entity recognises the item. */
  readonly entity: string | undefined;
  readonly key: string;
}

/** A dead letter as it is listed: everything but what a row holds. */
export interface Letter {
  /** The message's id, or the last part of the object's key. */
  readonly id: string;
  readonly source: LetterSource;
  /** Of the registry (docs/errors.md). */
  readonly code: string;
  /** Why, in words. Names record and field, never a value. */
  readonly message: string;
  readonly field?: string;
  /** What it is about. Several when it holds a pack of changes or a batch of records. */
  readonly rows: readonly RowName[];
  readonly position?: string;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  /** By any reader, looks of this command included; undefined for an object. */
  readonly receives?: number;
  readonly bytes: number;
}

/** A letter with what can be sent again. It holds rows, or whole items: it is exported and sent, never printed. */
export interface FullLetter extends Letter {
  readonly body: string;
}

/** `rejected shop`, `dlq search`: as people and tables name it. */
export function sourceName(source: LetterSource): string {
  switch (source.kind) {
    case 'rejected':
      return `rejected ${source.table}`;
    case 'dlq':
    case 'rule-dlq':
      return `${source.kind} ${source.consumer}`;
    case 'stream-failures':
      return source.kind;
  }
}

/** Every place of a deployment where dead letters can lie. */
export function sourcesOf({ normalizers, consumers }: Deployment): readonly LetterSource[] {
  const buckets = new Set(normalizers.map(({ failuresBucket }) => failuresBucket));
  return [
    ...normalizers.map(({ table, rejectedQueueUrl: url }) => ({ kind: 'rejected', table, url }) as const),
    ...consumers.flatMap(
      ({ name: consumer, bufferUrl, deadLetterUrl, ruleDeadLetterUrl }) =>
        [
          { kind: 'dlq', consumer, url: deadLetterUrl, bufferUrl },
          { kind: 'rule-dlq', consumer, url: ruleDeadLetterUrl, bufferUrl },
        ] as const,
    ),
    ...[...buckets].map((bucket) => ({ kind: 'stream-failures', bucket }) as const),
  ];
}

/** A letter without what it holds: a listing of many stays small. */
export function withoutBody({ body: _, ...letter }: FullLetter): Letter {
  return letter;
}
