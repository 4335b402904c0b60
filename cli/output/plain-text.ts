import type { Json } from '../../shared/domain/json.ts';

/** A value as text for a terminal. What rows hold is untrusted: no control character gets through to it. */
export function plainText(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => JSON.stringify(character).slice(1, -1));
}
