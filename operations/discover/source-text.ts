/** Text of others that becomes TypeScript: nothing in it ends a string or a comment, and nothing hides. */

/**
 * All but ASCII and letters: what no reader sees, what turns the direction of text, halves of surrogate pairs. Beyond the
 * basic plane nobody knows how wide a character is shown.
 */
const HIDDEN = /[^\x20-\x7e\p{L}]|[\u{10000}-\u{10ffff}]/gu;
const LONGEST_IN_COMMENT = 80;

/** A string literal, in the quotes that need fewer escapes. */
export function stringLiteral(text: string): string {
  const quote = count(text, "'") > count(text, '"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll(HIDDEN, unicodeEscape);
  return `${quote}${escaped}${quote}`;
}

/** A key of an object literal. */
export function objectKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : stringLiteral(name);
}

/** What a comment may hold on its line. */
export function commentText(text: string): string {
  return text.replaceAll(HIDDEN, unicodeEscape).replaceAll('*/', '* /');
}

/** A name in a comment. */
export function shownName(name: string): string {
  return commentText(name.length > LONGEST_IN_COMMENT ? `${name.slice(0, LONGEST_IN_COMMENT)}...` : name);
}

function unicodeEscape(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
