/**
 * Signatures by the conventions of Standard Webhooks (github.com/standard-webhooks/standard-webhooks, spec, version 1):
 * receivers verify them with that project's libraries, or in a few lines of their own (docs/webhooks.md).
 */
import { createHmac } from 'node:crypto';
import { HeadwaterError } from '../errors.ts';

const PREFIX = 'whsec_';
/** The specification: between 192 and 512 bits. */
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/** @param at epoch milliseconds */
export interface Signed {
  readonly id: string;
  readonly at: number;
  readonly body: string;
}

/**
 * The key in a secret's text: base64, with or without `whsec_` in front.
 * @throws HeadwaterError HW_WEBHOOK_SECRET when it holds none
 */
export function signingKey(secret: string): Uint8Array {
  const text = secret.trim().replace(PREFIX, '');
  const key = Buffer.from(text, 'base64');
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  if (isBase64 && key.length >= LEAST_BYTES && key.length <= MOST_BYTES) return key;
  throw new HeadwaterError(
    'HW_WEBHOOK_SECRET',
    `the secret is not ${PREFIX} and ${LEAST_BYTES} to ${MOST_BYTES} bytes in base64`,
  );
}

/** The headers that a receiver verifies; one signature for each key, so that keys can be changed without a gap. */
export function signatureHeaders(
  { id, at, body }: Signed,
  keys: readonly Uint8Array[],
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(at / 1_000));
  const content = `${id}.${timestamp}.${body}`;
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(content).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
