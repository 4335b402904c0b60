/**
 * The one registry of errors: every code Headwater reports, what it means and what to do next. docs/errors.md lists
 * them, and a test fails when a code is missing there.
 */
export const ERRORS = {
  HW_CONFIG: { retryable: false, next: 'Correct headwater.config.ts as the message says, then deploy again.' },
  HW_ROW_INVALID: { retryable: false, next: "Correct the item in the table, or widen the entity's schema." },
  HW_ENTITY_UNKNOWN: {
    retryable: false,
    next: 'Declare an entity that recognises the item, or set the table to lenient.',
  },
  HW_RECORD_MALFORMED: { retryable: false, next: 'Check that the stream view type is NEW_AND_OLD_IMAGES.' },
  HW_EVENT_MALFORMED: { retryable: false, next: 'Find who else publishes to this bus: the event is not one of ours.' },
  HW_EVENT_TOO_LARGE: { retryable: false, next: 'Make the item smaller: one change must fit an event of 1 MB.' },
  HW_PUBLISH_FAILED: { retryable: true, next: 'Nothing: Lambda retries. If it goes on, check the PutEvents quota.' },
  HW_EVENT_REFUSED: { retryable: false, next: 'Read the code in the message: the bus will never take this event.' },
  HW_SEARCH_UNAVAILABLE: { retryable: true, next: 'Nothing: SQS retries. If it goes on, check the OpenSearch domain.' },
  HW_SEARCH_NOT_READY: { retryable: true, next: 'Deploy again: the index or the stored script is missing.' },
  HW_SEARCH_REJECTED: { retryable: false, next: 'Compare the row with the index mapping; correct it and redrive.' },
  HW_SEARCH_REINDEX_DUE: {
    retryable: false,
    next: 'Make a new index with the new mapping, or undo the change of the field.',
  },
  HW_CLAIM_UNAVAILABLE: {
    retryable: true,
    next: "Nothing: Lambda or SQS retries. If it goes on, check the bucket of large rows and the function's role.",
  },
  HW_CLAIM_GONE: { retryable: false, next: 'Backfill or repair the row: the event is older than what it refers to.' },
  HW_POLICY_KEY_MISSING: {
    retryable: true,
    next: "Nothing: Lambda retries. If it goes on, check the secret of the field policy and the function's role.",
  },
  HW_HISTORY_UNAVAILABLE: { retryable: true, next: 'Nothing: SQS retries. If it goes on, check the analytics bucket.' },
  HW_DEAD_LETTER_FAILED: {
    retryable: true,
    next: 'Nothing: the message stays in its queue. Check the DLQ permissions.',
  },
} as const satisfies Record<string, { retryable: boolean; next: string }>;

export type ErrorCode = keyof typeof ERRORS;

export class HeadwaterError extends Error {
  override readonly name = 'HeadwaterError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }

  get next(): string {
    return ERRORS[this.code].next;
  }
}
