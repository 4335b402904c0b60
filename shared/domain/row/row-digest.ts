import { hash } from 'node:crypto';
import type { Json, JsonObject, Row } from './json.ts';
import { own } from '../own.ts';

/** Characters of a digest, 6 bits each: that two different rows of one key have the same is a chance of 1 in 2^96. */
const DIGEST_LENGTH = 16;

/** Short text that is the same for rows that `sameValue` holds equal. */
export function rowDigest(row: Row): string {
  return hash('sha1', canonical(row), 'base64url').slice(0, DIGEST_LENGTH);
}

/** JSON text with the names of objects in order; a name without a value is left out, as it is in JSON. */
function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  let text = '';
  for (const name of Object.keys(value).sort()) {
    const member = own(value, name);
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonical(member)}`;
  }
  return `{${text}}`;
}

function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
