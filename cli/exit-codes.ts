import type { ErrorCode } from '../shared/domain/errors.ts';

/** The exit codes of every verb; `headwater --help` lists them. */
export const EXIT = {
  ok: 0,
  /** Found out, and it is not well: drift, a failed deploy, a failed replay. */
  failed: 1,
  /** A mistake in the command, or the question could not be answered. */
  unknown: 2,
  /** Ended by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const;

/** With what a verb ends: one of these. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function isExitCode(value: unknown): value is ExitCode {
  return Object.values<unknown>(EXIT).includes(value);
}

/** With what a verb ends that an error of the registry ends. */
export const EXIT_OF: Readonly<Record<ErrorCode, typeof EXIT.failed | typeof EXIT.unknown>> = {
  // A mistake in the command or in the definition.
  HW_CONFIG: EXIT.unknown,
  HW_READS_REFUSED: EXIT.unknown,
  HW_QUERY_REFUSED: EXIT.unknown,
  HW_SEARCH_REFUSED: EXIT.unknown,
  // It does nothing while another is at it.
  HW_REINDEX_UNDERWAY: EXIT.unknown,
  // What was asked did not answer, or cannot be read: nobody knows how things are.
  HW_SEARCH_UNAVAILABLE: EXIT.unknown,
  HW_SEARCH_NOT_READY: EXIT.unknown,
  HW_TABLE_THROTTLED: EXIT.unknown,
  HW_PUBLISH_FAILED: EXIT.unknown,
  HW_HISTORY_UNAVAILABLE: EXIT.unknown,
  HW_SNAPSHOT_UNAVAILABLE: EXIT.unknown,
  HW_BUCKET_UNAVAILABLE: EXIT.unknown,
  HW_CLAIM_UNAVAILABLE: EXIT.unknown,
  HW_POLICY_KEY_MISSING: EXIT.unknown,
  HW_EFFECTS_UNAVAILABLE: EXIT.unknown,
  HW_DEAD_LETTER_FAILED: EXIT.unknown,
  HW_COPY_UNREADABLE: EXIT.unknown,
  HW_SNAPSHOT_DAMAGED: EXIT.unknown,
  HW_VOIDED_DAMAGED: EXIT.unknown,
  // Found out about an item, an event, a letter, an index or a snapshot.
  HW_ROW_INVALID: EXIT.failed,
  HW_ENTITY_UNKNOWN: EXIT.failed,
  HW_RECORD_MALFORMED: EXIT.failed,
  HW_LETTER_FOREIGN: EXIT.failed,
  HW_EVENT_MALFORMED: EXIT.failed,
  HW_EVENT_TOO_LARGE: EXIT.failed,
  HW_EVENT_REFUSED: EXIT.failed,
  HW_SCHEMA_NEWER: EXIT.failed,
  HW_EVOLVE_MISSING: EXIT.failed,
  HW_EVOLVE_FAILED: EXIT.failed,
  HW_SEARCH_REJECTED: EXIT.failed,
  HW_SEARCH_REINDEX_DUE: EXIT.failed,
  HW_SNAPSHOT_OVERTAKEN: EXIT.failed,
  HW_CLAIM_GONE: EXIT.failed,
  HW_CHANGE_OUTLIVED: EXIT.failed,
  HW_FUNCTION_FAILED: EXIT.failed,
  HW_FUNCTION_POSTPONED: EXIT.failed,
  HW_FUNCTION_REJECTED: EXIT.failed,
  HW_WEBHOOK_UNAVAILABLE: EXIT.unknown,
  HW_WEBHOOK_REFUSED: EXIT.failed,
  HW_WEBHOOK_ADDRESS: EXIT.failed,
  HW_WEBHOOK_SECRET: EXIT.unknown,
  HW_WAIT_TOO_LONG: EXIT.failed,
  HW_EFFECT_RUNNING: EXIT.failed,
  HW_EFFECT_UNCERTAIN: EXIT.failed,
  HW_RECEIVES_EXHAUSTED: EXIT.failed,
  HW_DELIVERY_FAILED: EXIT.failed,
  HW_RECORDS_SET_ASIDE: EXIT.failed,
};

/** A failed `up` is a failed deploy: what is no error of the registry is one of the local cloud. */
export function exitCodeOf(code: string): ExitCode {
  return isOfRegistry(code) ? EXIT_OF[code] : EXIT.failed;
}

function isOfRegistry(code: string): code is ErrorCode {
  return Object.hasOwn(EXIT_OF, code);
}
