import { expect, test } from 'vitest';
import { judge, secondsUntil } from '../../../shared/domain/webhook/answer.ts';

const NOW = Date.parse('2026-11-30T09:00:00Z');

function statusFor(status: number, retryAfter?: string) {
  const { outcome, pauses } = judge({ kind: 'answered', status, retryAfter }, NOW);
  return { is: outcome.status, pauses, ...('afterSeconds' in outcome && { after: outcome.afterSeconds }) };
}

test.each([200, 201, 202, 204, 299])('%d is a success', (status) => {
  expect(statusFor(status)).toEqual({ is: 'applied', pauses: false });
});

test.each([500, 502, 503, 504, 599, 408, 425])('%d is tried again, and the next request is sent', (status) => {
  expect(statusFor(status)).toEqual({ is: 'retry', pauses: false });
});

test.each([400, 401, 403, 404, 409, 410, 413, 422, 300, 301, 302, 303, 304, 307, 308])(
  '%d goes to the DLQ with the status as reason',
  (status) => {
    const { outcome } = judge({ kind: 'answered', status }, NOW);

    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'HW_WEBHOOK_REFUSED' } });
    expect(JSON.stringify(outcome)).toContain(`answered ${status}`);
  },
);

test('429, a Retry-After and no answer make what is left wait as well', () => {
  expect(statusFor(429)).toEqual({ is: 'retry', pauses: true });
  expect(statusFor(429, '120')).toEqual({ is: 'retry', pauses: true, after: 120 });
  expect(statusFor(503, 'Mon, 30 Nov 2026 10:00:00 GMT')).toEqual({ is: 'retry', pauses: true, after: 3_600 });
  expect(judge({ kind: 'unanswered', because: 'ETIMEDOUT' }, NOW)).toMatchObject({
    outcome: { status: 'retry' },
    pauses: true,
  });
});

test('a Retry-After beside another status says nothing', () => {
  expect(statusFor(200, '120')).toEqual({ is: 'applied', pauses: false });
  expect(statusFor(404, '120')).toEqual({ is: 'rejected', pauses: false });
});

test('a private address is refused: nothing was sent', () => {
  expect(judge({ kind: 'private-address' }, NOW).outcome).toMatchObject({
    status: 'rejected',
    reason: { code: 'HW_WEBHOOK_ADDRESS' },
  });
});

test.each([undefined, '', '0', '-5', '1.5', 'soon', 'Mon, 30 Nov 2026 08:59:59 GMT', '2026-12-01', '9'.repeat(400)])(
  'a Retry-After of %j is none',
  (text) => {
    expect(secondsUntil(text, NOW)).toBeUndefined();
  },
);
