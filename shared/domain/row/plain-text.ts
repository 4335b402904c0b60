import type { Json } from './json.ts';

/** A value as text for a terminal. What rows hold is untrusted: no control character gets through to it. */
export function plainText(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replaceAll(UNPRINTABLE, (character) => {
    const short = JSON.stringify(character).slice(1, -1);
    // JSON leaves U+007F to U+009F and the separators of lines as they are.
    return short === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : short;
  });
}

const UNPRINTABLE = /[\p{Cc}\u2028\u2029]/gu;
const SHOWN_AS = /\\(?:[bfnrt]|u[0-9a-f]{4})/g;

/** A text as somebody copied it from a terminal: what `plainText` escaped, as it was. */
export function fromPlainText(text: string): string {
  return text.replaceAll(SHOWN_AS, (escape) => {
    const character = JSON.parse(`"${escape}"`) as string;
    return plainText(character) === escape ? character : escape;
  });
}
