import type { StreamRecord, StreamRecordReader } from '../../shared/adapters/dynamodb/stream-record.ts';
import { isObject } from '../../shared/domain/change/delivered-shape.ts';
import type { Json } from '../../shared/domain/row/json.ts';
import type { Reason } from '../../shared/domain/delivery/reason.ts';
import type { DeadLetter } from '../../shared/ports/dead-letters.ts';

/** A record that can never be published, by its index in the batch. */
export interface Rejection {
  readonly index: number;
  readonly reason: Reason;
  readonly key: string;
  readonly entity?: string;
}

/**
 * The dead letter of a rejected record: the record as the stream delivered it, so that it can be sent again; or without
 * its images, where a field policy protects what may be in them.
 */
export function rejectionLetter(
  record: StreamRecord,
  { reason, key, entity }: Rejection,
  reader: StreamRecordReader,
): DeadLetter {
  const { whole, payload } = reader.letterOf(record, reason.code);
  // It may be no record at all: that is why it lies here.
  const isRecord = isObject(record);
  const dynamodb = isRecord && isObject(record.dynamodb) ? record.dynamodb : undefined;
  const position = typeof dynamodb?.SequenceNumber === 'string' ? dynamodb.SequenceNumber : undefined;
  return {
    stage: 'normalizer',
    reason,
    ...(entity !== undefined && { entity }),
    ...(key !== '' && { key }),
    ...(position !== undefined && { position }),
    payload,
    // A long text, spread, would be an object of as many fields as it has characters.
    ...(whole &&
      isRecord && {
        // Two images of 400 KB do not fit a message: the key is enough to read the item again.
        reducedPayload: { ...record, dynamodb: { Keys: dynamodb?.Keys, SequenceNumber: position } } as unknown as Json,
      }),
  };
}
