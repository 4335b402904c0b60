/** Changes that ask to come again at a time of their own, as a receiver's `Retry-After` does. */
import type { SQSEvent } from 'aws-lambda';
import type { Outcome } from '../domain/delivery/outcome.ts';
import { RETENTION_DAYS } from '../domain/retention/retention.ts';
import { LONGEST_HIDDEN_SECONDS } from '../domain/delivery/retry-delay.ts';

const DAY_MS = 86_400_000;

/** Kept back: what waits must come again before its queue forgets it. */
const RESERVE_DAYS = 1;

/**
 * A change that asks to wait for longer than its queue keeps messages would be lost without a trace: it is rejected.
 *
 * @param deliveries in which message each outcome's change came, in the order of the outcomes
 */
export function withinRetention(
  outcomes: readonly (Outcome | undefined)[],
  deliveries: readonly { readonly messageId: string }[],
  records: SQSEvent['Records'],
  now = Date.now(),
): readonly (Outcome | undefined)[] {
  const sentAt = new Map(records.map(({ messageId, attributes }) => [messageId, Number(attributes.SentTimestamp)]));
  return outcomes.map((outcome, index) => {
    const waited = now - (sentAt.get(deliveries[index]?.messageId ?? '') ?? NaN);
    return outcome && inTime(outcome, waited);
  });
}

function inTime(outcome: Outcome, waitedMs: number): Outcome {
  if (outcome.status !== 'retry' || outcome.afterSeconds === undefined) return outcome;
  const seconds = Math.min(LONGEST_HIDDEN_SECONDS, outcome.afterSeconds);
  const outlives = waitedMs + seconds * 1_000 > (RETENTION_DAYS.buffer - RESERVE_DAYS) * DAY_MS;
  if (!outlives) return outcome;
  const message = `${outcome.reason.message}; it has waited ${Math.floor(waitedMs / DAY_MS)} days: its queue would forget it`;
  return { status: 'rejected', reason: { code: 'HW_WAIT_TOO_LONG', message } };
}

/** Keeps the longest wait that one of a message's changes asks for, in seconds. */
export function noteWait(waits: Map<string, number>, messageId: string, outcome: Outcome | undefined): void {
  if (outcome?.status !== 'retry' || outcome.afterSeconds === undefined) return;
  waits.set(messageId, Math.max(waits.get(messageId) ?? 0, outcome.afterSeconds));
}
