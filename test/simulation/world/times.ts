import { claimDays, DEFAULT_ARCHIVE_DAYS, RETENTION_DAYS } from '../../../shared/domain/retention/retention.ts';

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

/** How long things stay where they lie: as infra sets it. */
export const KEEPS = {
  /** A scanned page is published within that, too. */
  stream: RETENTION_DAYS.stream * DAY,
  failures: RETENTION_DAYS.failures * DAY,
  delivery: RETENTION_DAYS.delivery * DAY,
  ruleDeadLetters: RETENTION_DAYS.ruleDeadLetters * DAY,
  buffer: RETENTION_DAYS.buffer * DAY,
  deadLetters: RETENTION_DAYS.deadLetters * DAY,
  archive: DEFAULT_ARCHIVE_DAYS * DAY,
  claims: (claimDays({}) ?? Infinity) * DAY,
  /** Lambda's longest run. */
  invocation: 15 * MINUTE,
} as const;

/**
 * From the bus on, once through each place. A letter can be redriven, fail and be redriven for ever; what is older than
 * tombstones are kept is then refused, and its row is owed to a repair: that is no convergence, and not simulated.
 */
export const LONGEST_DOWNSTREAM = KEEPS.delivery + KEEPS.ruleDeadLetters + KEEPS.buffer + KEEPS.deadLetters;
