/**
 * The one registry of errors: every code Headwater reports, what it means and what to do next. docs/errors.md lists
 * them, and a test fails when a code is missing there.
 */
export const ERRORS = {
  HW_CONFIG: { retryable: false, next: 'Correct headwater.config.ts as the message says, then deploy again.' },
  HW_ROW_INVALID: { retryable: false, next: "Correct the item in the table, or widen the entity's schema." },
  HW_ENTITY_UNKNOWN: {
    retryable: false,
    next: "Declare an entity that recognises the item, or set the table's `unknownItems: 'ignore'`.",
  },
  HW_RECORD_MALFORMED: { retryable: false, next: 'Check that the stream view type is NEW_AND_OLD_IMAGES.' },
  HW_LETTER_FOREIGN: {
    retryable: false,
    next: 'Find who else writes to this queue or bucket. `npx headwater dlq discard` writes the letter to a file, then removes it.',
  },
  HW_EVENT_MALFORMED: { retryable: false, next: 'Find who else publishes to this bus: the event is not one of ours.' },
  HW_SCHEMA_NEWER: {
    retryable: true,
    next: 'Nothing while a deploy runs. If it goes on, deploy this consumer with the version that the event has.',
  },
  HW_EVOLVE_MISSING: {
    retryable: false,
    next: 'Give the entity the evolve function that the message names, deploy, and redrive.',
  },
  HW_EVOLVE_FAILED: { retryable: false, next: 'Correct the evolve function that the message names, deploy, redrive.' },
  HW_EVENT_TOO_LARGE: { retryable: false, next: 'Make the item smaller: one change must fit an event of 1 MB.' },
  HW_PUBLISH_FAILED: { retryable: true, next: 'Nothing: Lambda retries. If it goes on, check the PutEvents quota.' },
  HW_EVENT_REFUSED: { retryable: false, next: 'Read the code in the message: the bus will never take this event.' },
  HW_SEARCH_UNAVAILABLE: { retryable: true, next: 'Nothing: SQS retries. If it goes on, check the OpenSearch domain.' },
  HW_SEARCH_NOT_READY: {
    retryable: true,
    next: '`npx headwater search-setup --yes` makes the index and the stored script.',
  },
  HW_SEARCH_REJECTED: { retryable: false, next: 'Compare the row with the index mapping; correct it and redrive.' },
  HW_SEARCH_REFUSED: {
    retryable: false,
    next: 'Use fewer words, or name their field (field:word). `npx headwater search --help` has examples.',
  },
  HW_SEARCH_REINDEX_DUE: {
    retryable: false,
    next: 'Make a new index with the new mapping (`npx headwater reindex <entity>`), or undo the change.',
  },
  HW_REINDEX_UNDERWAY: {
    retryable: false,
    next: 'Look where it stands: `npx headwater reindex <entity>`. Finish it or give it up (--undo) first.',
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
  HW_TABLE_THROTTLED: {
    retryable: true,
    next: 'Read more slowly (--max-rcu), or give the table more read capacity, and run it again: it goes on.',
  },
  HW_READS_REFUSED: {
    retryable: false,
    next: 'Choose another consumer: one with side effects takes no snapshots and no repairs (docs/side-effects.md).',
  },
  HW_HISTORY_UNAVAILABLE: { retryable: true, next: 'Nothing: SQS retries. If it goes on, check the analytics bucket.' },
  HW_SNAPSHOT_UNAVAILABLE: {
    retryable: true,
    next: 'Nothing: the next run of the compactor goes on. If it goes on failing, check the analytics bucket.',
  },
  HW_SNAPSHOT_OVERTAKEN: {
    retryable: true,
    next: 'Nothing: another compaction was faster, and its snapshot is there.',
  },
  HW_SNAPSHOT_DAMAGED: {
    retryable: false,
    next: '`npx headwater set-aside` lists what is damaged, and with --yes mends it: the snapshot is made anew from the history.',
  },
  HW_VOIDED_DAMAGED: {
    retryable: false,
    next: '`npx headwater set-aside` lists the record, and with --yes takes it away; `npx headwater repair --yes` then writes it anew.',
  },
  HW_BUCKET_UNAVAILABLE: {
    retryable: true,
    next: 'Run the command again: what is done stays done. If it goes on failing, check the bucket and your permissions.',
  },
  HW_QUERY_REFUSED: {
    retryable: false,
    next: 'Correct the SQL: one SELECT over <entity>_history or <entity>_current; `npx headwater query --list` has examples.',
  },
  HW_COPY_UNREADABLE: {
    retryable: false,
    next: 'Ask for other entities. The message says which file or column: declare the column away, or let `npx headwater set-aside` take away what is damaged (it shows it first).',
  },
  HW_FUNCTION_FAILED: {
    retryable: true,
    next: '`npx headwater logs` shows the last error of each function; SQS retries.',
  },
  HW_FUNCTION_POSTPONED: { retryable: true, next: 'Nothing: the function itself asked to be tried again later.' },
  HW_FUNCTION_REJECTED: {
    retryable: false,
    next: 'Read the reason of the function; correct what it names and redrive.',
  },
  HW_EFFECT_RUNNING: { retryable: true, next: 'Nothing: another invocation is at it, or broke off a moment ago.' },
  HW_EFFECT_UNCERTAIN: {
    retryable: false,
    next: 'Find out whether the effect took place: discard the letter if it did, redrive it if it did not.',
  },
  HW_EFFECTS_UNAVAILABLE: { retryable: true, next: 'Nothing: SQS retries. If it goes on, check the effects table.' },
  HW_CHANGE_OUTLIVED: {
    retryable: false,
    next: 'Compare the store with the table and repair the key; discard the letter.',
  },
  HW_DEAD_LETTER_FAILED: {
    retryable: true,
    next: 'Nothing: the message stays in its queue. Check the DLQ permissions.',
  },
  HW_WEBHOOK_UNAVAILABLE: {
    retryable: true,
    next: 'Nothing: SQS retries, not before the receiver asked for. If it goes on, ask whoever runs the receiver.',
  },
  HW_WEBHOOK_REFUSED: {
    retryable: false,
    next: "Find the request in the receiver's log by its webhook-id; mend what it names there or in the url, and redrive.",
  },
  HW_WEBHOOK_ADDRESS: {
    retryable: false,
    next: "Give a url whose name leads to public addresses, or set the consumer's `allowPrivateAddresses: true`; redrive.",
  },
  HW_WEBHOOK_SECRET: {
    retryable: true,
    next: "Check the value of the consumer's secret (docs/webhooks.md) and the function's role: SQS retries.",
  },
  HW_WAIT_TOO_LONG: {
    retryable: false,
    next: 'Redrive when the receiver takes requests again: `npx headwater dlq redrive`.',
  },
  HW_RECEIVES_EXHAUSTED: {
    retryable: false,
    next: '`npx headwater logs` shows what failed; mend it, then redrive: `npx headwater dlq redrive`.',
  },
  HW_DELIVERY_FAILED: {
    retryable: false,
    next: "Mend the consumer's queue or its policy, then redrive: `npx headwater dlq redrive`.",
  },
  HW_RECORDS_SET_ASIDE: {
    retryable: false,
    next: '`npx headwater logs` shows what failed; mend it, then redrive: `npx headwater dlq redrive`.',
  },
} as const satisfies Record<string, { retryable: boolean; next: string }>;

/** Every code that Headwater reports: docs/errors.md. */
export type ErrorCode = keyof typeof ERRORS;

/**
 * What is thrown for a mistake of the user's or a failure with a code: `next` says what to do, `cause` what was behind it.
 *
 * @example
 * try {
 *   defineHeadwater({ name: 'shop', tables: [], consumers: [] });
 * } catch (error) {
 *   if (error instanceof HeadwaterError) console.error(`${error.code}: ${error.message}\n${error.next}`);
 * }
 */
export class HeadwaterError extends Error {
  override readonly name = 'HeadwaterError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    // In an app of somebody's own nothing catches it, and Node prints the stack alone.
    const { stack = '' } = this;
    const frames = stack.indexOf('\n    at ', message.length);
    this.stack = `${this.name}: ${message}\n${this.next}${frames === -1 ? '' : stack.slice(frames)}`;
  }

  /** Whether the same thing can succeed later, with nothing changed. */
  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }

  /** What to do about it, as a sentence. */
  get next(): string {
    return ERRORS[this.code].next;
  }
}
