/**
 * Where a stream change stands in its key's order: `<stream generation>/<sequence number, 40 digits>`.
 *
 * The generation is the label at the end of the stream's ARN (a timestamp such as `2026-11-01T09:00:00.000`): a table
 * that is restored or recreated gets a newer stream, and its changes win. DynamoDB sequence numbers have 21 to 40 digits
 * (API reference, StreamRecord.SequenceNumber): padded, they compare as plain strings; as numbers they fit no 63-bit
 * version. Two positions compare with `<` and `>`.
 */
export type Position = `${string}/${string}`;

const SEQUENCE_DIGITS = 40;

/** What a stream's label is written with. */
export const GENERATION_LABEL = /^[\w:.-]{1,64}$/;

/** @throws RangeError when the sequence number is not 1 to 40 decimal digits. */
export function positionOf(generation: string, sequenceNumber: string): Position {
  if (!/^\d{1,40}$/.test(sequenceNumber)) {
    throw new RangeError(`a stream sequence number has 1 to 40 digits, got "${sequenceNumber}"`);
  }
  return `${generation}/${sequenceNumber.padStart(SEQUENCE_DIGITS, '0')}`;
}

/** The stream's label: the part of its ARN behind `/stream/`. */
export function generationOf(streamArn: string): string {
  const label = streamArn.split('/stream/')[1];
  if (!label) throw new RangeError(`not a DynamoDB stream ARN: "${streamArn}"`);
  return label;
}
