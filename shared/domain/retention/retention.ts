/** How long a change can lie at each place of its way, in days. Infra sets its resources by it. */
export const RETENTION_DAYS = {
  /** DynamoDB Streams forget after 24 hours. */
  stream: 1,
  /** The bucket of records that Lambda gave up on: a person may send them again. */
  failures: 90,
  /** The normalizer's rejected queue: a record that was sent again may be rejected then, and sent once more. */
  rejected: 14,
  /** EventBridge tries a delivery for 24 hours. */
  delivery: 1,
  /** SQS keeps a message for 14 days at most; a rule's and a consumer's dead letters have all of it. */
  ruleDeadLetters: 14,
  buffer: 7,
  deadLetters: 14,
} as const;

export const DEFAULT_ARCHIVE_DAYS = 30;

/** Clock skew, the life of a running replay, an invocation that is at it: all of it far below. */
const MARGIN_DAYS = 2;

/**
 * Days from a row's write (or a backfill's read of it) to the last time that its change can arrive at a consumer that
 * takes no replays. The places are added up: a change may wait in each of them in turn.
 */
export const LONGEST_DELIVERY_DAYS = Object.values(RETENTION_DAYS).reduce((sum, days) => sum + days, MARGIN_DAYS);

/**
 * The same for a consumer that takes replays: a late event is archived when it reaches the bus, not when the row was written.
 *
 * @returns undefined for an archive that keeps events for ever (0 days)
 */
export function longestRedeliveryDays({
  archiveDays = DEFAULT_ARCHIVE_DAYS,
}: {
  readonly archiveDays?: number;
}): number | undefined {
  return archiveDays === 0 ? undefined : LONGEST_DELIVERY_DAYS + archiveDays;
}

/**
 * Days from the publication of an event to the last time that it can arrive, replayed or not: rows that travel by reference
 * must lie there for so long.
 *
 * @returns undefined for an archive that keeps events for ever (0 days)
 */
export function claimDays({
  archiveDays = DEFAULT_ARCHIVE_DAYS,
}: {
  readonly archiveDays?: number;
}): number | undefined {
  const { delivery, ruleDeadLetters, buffer, deadLetters } = RETENTION_DAYS;
  const onTheWay = delivery + ruleDeadLetters + buffer + deadLetters + MARGIN_DAYS;
  return archiveDays === 0 ? undefined : archiveDays + onTheWay;
}
