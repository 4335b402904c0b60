import type { Change } from '../domain/change/change.ts';
import { HeadwaterError } from '../domain/errors.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import type { Reason } from '../domain/delivery/reason.ts';
import { judge, type Judgement } from '../domain/webhook/answer.ts';
import { requestsOf, type Requesting, type WebhookRequest } from '../domain/webhook/request.ts';
import { signatureHeaders } from '../domain/webhook/signature.ts';
import type { SigningKeys } from '../ports/signing-keys.ts';
import type { WebhookReceiver } from '../ports/webhook-receiver.ts';
import type { Apply } from './prepare.ts';

export interface WebhookOptions extends Requesting {
  readonly receiver: WebhookReceiver;
  readonly keys: SigningKeys;
  /** The longest that a request may take. */
  readonly timeoutMs: number;
  /** Milliseconds until the invocation must have answered. */
  readonly timeLeft: () => number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told why the rest of a batch was not sent: retries are counted, and their reasons stand nowhere else. */
  readonly onPause: (reason: Reason) => void;
}

/** Kept back to put letters, to hide messages and to answer. */
const RESERVE_MS = 3_000;

/**
 * Posts changes to a receiver, one request after another. When it takes nothing at present (no answer, 429, a `Retry-After`),
 * what is left of the batch is not sent to it, and waits as long as it asked for.
 */
export function applyByWebhook(options: WebhookOptions): Apply {
  return async (changes) => {
    const outcomes = new Map<Change, Outcome>();
    const opened = await openKeys(options.keys);
    let { pause } = opened;
    for (const request of requestsOf(changes, options)) {
      const judged = pause ? { outcome: pause, pauses: true } : await deliver(request, opened.keys, options);
      if (judged.pauses) pause = judged.outcome;
      for (const change of request.changes) outcomes.set(change, about(change, judged.outcome));
    }
    if (pause && pause !== TOO_LATE && 'reason' in pause) options.onPause(told(pause.reason));
    return changes.map((change) => outcomes.get(change) ?? TOO_LATE);
  };
}

const TOO_LATE: Outcome = {
  status: 'retry',
  reason: { code: 'HW_WEBHOOK_UNAVAILABLE', message: 'was not asked: too little time was left' },
};

interface OpenedKeys {
  readonly keys: readonly Uint8Array[];
  /** Nothing can be signed. */
  readonly pause?: Outcome;
}

async function openKeys(source: SigningKeys): Promise<OpenedKeys> {
  try {
    return { keys: await source.read() };
  } catch (error) {
    if (!(error instanceof HeadwaterError)) throw error;
    return { keys: [], pause: { status: 'retry', reason: { code: error.code, message: error.message } } };
  }
}

async function deliver(
  { id, body }: WebhookRequest,
  keys: readonly Uint8Array[],
  { receiver, timeoutMs, timeLeft, now }: WebhookOptions,
): Promise<Judgement> {
  if (timeLeft() < timeoutMs + RESERVE_MS) return { outcome: TOO_LATE, pauses: true };
  const headers = signatureHeaders({ id, at: now(), body }, keys);
  return judge(await receiver.post(body, headers), now());
}

/** Its reason names the change; of the receiver it says the status, and nothing else. */
function about({ entity, key }: Change, outcome: Outcome): Outcome {
  if (outcome.status !== 'retry' && outcome.status !== 'rejected') return outcome;
  const { code, message } = told(outcome.reason);
  const text = code === 'HW_WEBHOOK_SECRET' ? message : `${entity} "${key}": ${message}`;
  return { ...outcome, reason: { code, message: text } };
}

/** As a sentence: what is wrong with a secret is one already. */
function told({ code, message }: Reason): Reason {
  return { code, message: code === 'HW_WEBHOOK_SECRET' ? message : `the receiver ${message}` };
}
