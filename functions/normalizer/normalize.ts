import type { DynamoDBBatchResponse } from 'aws-lambda';
import type { StreamRecord, StreamRecordReader } from '../../shared/adapters/dynamodb/stream-record.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { DeadLetters } from '../../shared/ports/dead-letters.ts';
import type { OutcomeCounter } from '../../shared/runtime/metrics.ts';
import { publishChanges, type PublishPorts } from '../../shared/runtime/publish-changes.ts';
import { tellRefused, type Tell } from '../../shared/runtime/tell-retries.ts';
import { rejectionLetter, type Rejection } from './rejection.ts';

export interface NormalizerPorts extends PublishPorts {
  readonly reader: StreamRecordReader;
  readonly rejected: DeadLetters;
  readonly counter: OutcomeCounter;
  /** Told why records come again. @default nobody */
  readonly tell?: Tell;
}

/**
 * Turns stream records into events on the bus. A record that can never be published goes to the rejected queue with its
 * reason, and the batch goes on. What could not be published now is reported from its lowest sequence number, so that
 * Lambda delivers it again.
 *
 * @param timeLeft milliseconds until the invocation must have answered
 */
export async function normalize(
  records: readonly StreamRecord[],
  ports: NormalizerPorts,
  timeLeft: () => number,
): Promise<DynamoDBBatchResponse> {
  const { changes, rejections } = readAll(records, ports);
  const { refused, unpublished, why } = await publishChanges([...changes.keys()], ports, timeLeft);
  if (why !== undefined) ports.tell?.(`${unpublished.length} changes could not be published now: ${why}`);
  for (const { change, ...refusal } of refused) {
    rejections.push({ index: changes.get(change) ?? 0, entity: change.entity, key: change.key, ...refusal });
    changes.delete(change);
  }
  const again = new Set(unpublished.map((change) => changes.get(change) ?? 0));
  for (const index of await reject(records, rejections, ports)) again.add(index);
  count(changes, rejections, { again, refused: new Set(refused.map(({ change }) => change)) }, ports.counter);
  // Records stand in the order of their shard: the first of them has the lowest sequence number.
  return { batchItemFailures: again.size > 0 ? [{ itemIdentifier: identifierOf(records[Math.min(...again)]) }] : [] };
}

/** An empty one makes Lambda deliver the whole batch again (developer guide, partial batch response): nothing is let go. */
function identifierOf(record: StreamRecord | undefined): string {
  const unread: unknown = record?.dynamodb?.SequenceNumber;
  return typeof unread === 'string' ? unread : '';
}

/** Each change to publish with the index of its record, and the records that can never be published. */
function readAll(records: readonly StreamRecord[], { reader, counter }: NormalizerPorts) {
  const changes = new Map<Change, number>();
  const rejections: Rejection[] = [];
  const take = (change: Change, index: number): void => {
    changes.set(change, index);
    counter.count(change.entity, 'Received');
  };
  records.forEach((record, index) => {
    const reading = reader.read(record);
    if ('left' in reading) take(reading.left, index);
    switch (reading.status) {
      case 'changes':
        for (const change of reading.changes) take(change, index);
        break;
      case 'rejected':
        rejections.push({ index, ...reading });
        counter.count(reading.entity ?? 'unknown', 'Received');
        break;
      case 'suppressed':
        for (const metric of ['Received', 'Suppressed'] as const) counter.count(reading.entity, metric);
        break;
      case 'ignored':
        for (const metric of ['Received', 'Ignored'] as const) counter.count('unknown', metric);
        break;
    }
  });
  return { changes, rejections };
}

/** @returns indexes of records whose rejection could not be stored: they must come again. */
async function reject(
  records: readonly StreamRecord[],
  rejections: readonly Rejection[],
  ports: NormalizerPorts,
): Promise<number[]> {
  // A record may be null: its letter says so, too.
  const letters = rejections.map((rejection) =>
    rejectionLetter(records[rejection.index] ?? {}, rejection, ports.reader),
  );
  if (letters.length === 0) return [];
  try {
    await ports.rejected.put(letters);
    return [];
  } catch (error) {
    if (ports.tell) tellRefused(`${letters.length} rejections could not be stored`, error, ports.tell);
    return rejections.map(({ index }) => index);
  }
}

function count(
  changes: ReadonlyMap<Change, number>,
  rejections: readonly Rejection[],
  { again, refused }: { readonly again: ReadonlySet<number>; readonly refused: ReadonlySet<Change> },
  counter: OutcomeCounter,
): void {
  for (const { index, entity = 'unknown' } of rejections)
    counter.count(entity, again.has(index) ? 'Retry' : 'Rejected');
  // By change, not by record: of a record with two changes the bus may refuse one and take the other.
  for (const [change, index] of changes)
    if (!refused.has(change)) counter.count(change.entity, again.has(index) ? 'Retry' : 'Published');
  counter.flush();
}
