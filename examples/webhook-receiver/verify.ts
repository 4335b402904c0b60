import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request is Headwater's: signed with one of the secrets, less than 5 minutes ago.
 *
 * @param body as it came, before anything parses it
 */
export function isAuthentic(headers: IncomingHttpHeaders, body: string, secrets: readonly string[]): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  const age = Math.abs(Date.now() / 1_000 - Number(timestamp));
  if (!(age < 300)) return false;
  const expected = secrets.map((secret) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    return createHmac('sha256', key)
      .update(`${String(id)}.${String(timestamp)}.${body}`)
      .digest();
  });
  const given = String(signatures)
    .split(' ')
    .map((signature) => Buffer.from(signature.replace('v1,', ''), 'base64'));
  return expected.some((one) => given.some((other) => one.length === other.length && timingSafeEqual(one, other)));
}
