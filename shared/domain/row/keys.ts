import { createHash } from 'node:crypto';

/** OpenSearch refuses a whole bulk request for one `_id` over 512 bytes (measured, apply.md trap 2). */
export const KEY_BYTES = 512;

/**
 * The document id of a key: its parts, escaped and joined with `|`, so that ("a|b","c") and ("a","b|c") differ. A key that
 * would have over 512 bytes becomes `~` and the SHA-256 of the long form.
 */
export function documentKey(parts: readonly string[]): string {
  const joined = parts.map(escapePart).join('|');
  const long = joined.length > KEY_BYTES || Buffer.byteLength(joined) > KEY_BYTES;
  return long ? `~${createHash('sha256').update(joined).digest('base64url')}` : joined;
}

function escapePart(part: string): string {
  return /[%|~]/.test(part) ? part.replaceAll('%', '%25').replaceAll('|', '%7C').replaceAll('~', '%7E') : part;
}
