/** Milliseconds of the virtual clock. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** 2026-11-23T09:00:00Z */
export const BEGIN = Date.UTC(2026, 10, 23, 9);

/**
 * Each clock is off by at most this. Two clocks then differ by at most 58 s, and whole seconds cost one more: under the
 * margin of 60 s (docs/convergence.md, assumption 5).
 */
export const SKEW = 29 * SECOND;

/** DynamoDB Streams keep a record for 24 hours; a scanned page is published within that, too. */
export const STREAM_KEEPS = 24 * HOUR;
/** How long the archive keeps an event. */
export const ARCHIVE_KEEPS = 30 * DAY;
/** From its replay or its write to the last time a queue gives it out: SQS keeps a message for at most 14 days. */
export const LONGEST_IN_FLIGHT = 14 * DAY;
/** A tombstone is purged no earlier than this: the longest way round is stream, archive, replay, queue, one after the other. */
export const TOMBSTONE_KEEPS = STREAM_KEEPS + ARCHIVE_KEEPS + LONGEST_IN_FLIGHT + 2 * SKEW + SECOND;
