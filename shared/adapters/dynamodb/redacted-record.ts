import { readableParts } from './record-shape.ts';
import type { Recogniser } from './recognise.ts';
import type { StreamRecord } from './stream-record.ts';

/**
 * What a dead letter left out of its record. Sending one again means reading the item from the table by its `Keys`; with
 * hashed keys that cannot be done: a backfill or a repair of the entity finds the item.
 */
export type Redaction = 'images' | 'images and keys';

/** A record without its images. The normalizer refuses it, so that it is never taken for a row without those fields. */
export function redactedRecord(record: StreamRecord, recogniser: Recogniser): StreamRecord {
  const { eventID, eventName, eventSourceARN, dynamodb } = readableParts(record);
  const { keys, hashed } = recogniser.shownKeys(dynamodb?.Keys ?? dynamodb?.NewImage ?? dynamodb?.OldImage ?? {});
  const { ApproximateCreationDateTime, SequenceNumber } = dynamodb ?? {};
  return {
    eventID,
    eventName,
    eventSourceARN,
    dynamodb: { ApproximateCreationDateTime, Keys: keys, SequenceNumber },
    redacted: hashed ? 'images and keys' : 'images',
  };
}
