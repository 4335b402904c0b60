import type { ErrorCode } from '../errors.ts';

/** Why a change was rejected or must be retried, in words for the person who reads the dead-letter queue. */
export interface Reason {
  readonly code: ErrorCode;
  /** Names the record and, where there is one, the field; never contains a field's value. */
  readonly message: string;
  /** JSON pointer into the row, such as `/title`. */
  readonly field?: string;
}
