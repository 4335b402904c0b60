import type { Outcome } from '../delivery/outcome.ts';

/** What came of a request. What the receiver says in its body is nobody's business here: it may quote rows. */
export type WebhookAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The header as it came. */
      readonly retryAfter?: string | undefined;
    }
  /** `because` is a code without values: `ETIMEDOUT`. */
  | { readonly kind: 'unanswered'; readonly because: string }
  /** Nothing was sent: its name leads to an address that is not public. */
  | { readonly kind: 'private-address' };

export interface Judgement {
  /** Of each change in the request, but for whose it is. */
  readonly outcome: Outcome;
  /** The receiver takes nothing at present: what else is to be sent waits as well. */
  readonly pauses: boolean;
}

/** 4xx that say "not now" (RFC 9110, RFC 8470, RFC 6585): request timeout, too early, too many requests. */
const NOT_NOW = [408, 425, 429];

/** What an answer means for the changes that were sent. @param now epoch milliseconds */
export function judge(answer: WebhookAnswer, now: number): Judgement {
  if (answer.kind === 'private-address')
    return rejected('HW_WEBHOOK_ADDRESS', 'has a name that leads to a private address');
  if (answer.kind === 'unanswered') return retried(`did not answer (${answer.because})`, undefined, true);
  const { status, retryAfter } = answer;
  if (status >= 200 && status < 300) return { outcome: { status: 'applied' }, pauses: false };
  const said = `answered ${status}`;
  if (status >= 500 || NOT_NOW.includes(status)) {
    const afterSeconds = secondsUntil(retryAfter, now);
    return retried(said, afterSeconds, status === 429 || afterSeconds !== undefined);
  }
  return rejected('HW_WEBHOOK_REFUSED', status < 400 ? `${said}, and redirects are not followed` : said);
}

function rejected(code: 'HW_WEBHOOK_ADDRESS' | 'HW_WEBHOOK_REFUSED', message: string): Judgement {
  return { outcome: { status: 'rejected', reason: { code, message } }, pauses: false };
}

function retried(message: string, afterSeconds: number | undefined, pauses: boolean): Judgement {
  const reason = { code: 'HW_WEBHOOK_UNAVAILABLE', message } as const;
  return { outcome: { status: 'retry', reason, ...(afterSeconds !== undefined && { afterSeconds }) }, pauses };
}

/**
 * `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date. @returns undefined without one that can be read, or when its
 * time is over
 */
export function secondsUntil(retryAfter: string | undefined, now: number): number | undefined {
  const text = retryAfter?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : (httpDate(text) - now) / 1_000;
  return seconds > 0 && Number.isFinite(seconds) ? Math.ceil(seconds) : undefined;
}

/** `Mon, 30 Nov 2026 09:00:00 GMT`. Date.parse reads much more than dates of HTTP, such as `-1`. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : NaN;
}
