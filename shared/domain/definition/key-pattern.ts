/** What the text of a key attribute must look like: literal characters, and gaps of at least one character each. */
import { piecesOf } from './template.ts';

/** A gap is a part of the key: any text, but for the characters in `without`. */
export type Token = { readonly char: string } | { readonly gap: string; readonly without: string };
export type KeyPattern = readonly Token[];

/** @param without characters that no part of it holds */
export function patternOf(template: string, without = ''): KeyPattern {
  return piecesOf(template).flatMap((piece): Token[] =>
    'part' in piece ? [{ gap: piece.part, without }] : literalPattern(piece.literal),
  );
}

/** The pattern that is one text. */
export function literalPattern(text: string): Token[] {
  return text.split('').map((char) => ({ char }));
}

/** `STOCK#{store}` -> /^STOCK#(?<store>[^]+?)$/ */
export function regExpOf(pattern: KeyPattern): RegExp {
  const source = pattern.map((token) => {
    if ('char' in token) return RegExp.escape(token.char);
    const without = Array.from(token.without, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return `(?<${token.gap}>[^${without.join('')}]+?)`;
  });
  return new RegExp(`^${source.join('')}$`);
}

/** Whether all that fits `inner` fits `outer`, whatever their parts may not hold. */
export function contains(outer: KeyPattern, inner: KeyPattern): boolean {
  if (!headOf(inner).startsWith(headOf(outer))) return false;
  // A text whose parts are a character of no template stands for all texts: what a part may be, any longer text may be.
  const text = inner.map((token) => ('char' in token ? token.char : '\uE000')).join('');
  return regExpOf(outer.map((token) => ('gap' in token ? { ...token, without: '' } : token))).test(text);
}

/**
 * A shortest text that fits both, by a walk through both patterns at once (the product of two automata).
 *
 * @returns undefined when there is none
 */
export function textOfBoth(a: KeyPattern, b: KeyPattern): string | undefined {
  const letters = lettersFor([...a, ...b]);
  const seen = new Set(['0 0']);
  let edge: { readonly text: string; readonly places: readonly [number, number] }[] = [{ text: '', places: [0, 0] }];
  while (edge.length > 0) {
    const end = edge.find(({ places: [inA, inB] }) => isEnd(a, inA) && isEnd(b, inB));
    if (end) return end.text;
    edge = edge.flatMap(({ text, places: [inA, inB] }) =>
      letters.flatMap((letter) =>
        next(a, inA, letter).flatMap((nextA) =>
          next(b, inB, letter).flatMap((nextB) => {
            const place = `${nextA} ${nextB}`;
            if (seen.has(place)) return [];
            seen.add(place);
            return [{ text: text + letter, places: [nextA, nextB] as const }];
          }),
        ),
      ),
    );
  }
  return undefined;
}

/** Whether they differ before their first parts: most do, and need no walk. */
export function beginApart(a: KeyPattern, b: KeyPattern): boolean {
  const [headA, headB] = [headOf(a), headOf(b)];
  return !headA.startsWith(headB) && !headB.startsWith(headA);
}

function headOf(pattern: KeyPattern): string {
  const gap = pattern.findIndex((token) => 'gap' in token);
  const head = gap < 0 ? pattern : pattern.slice(0, gap);
  return head.map((token) => ('char' in token ? token.char : '')).join('');
}

/** A place is twice the number of tokens passed; one more within a gap. */
function next(pattern: KeyPattern, place: number, letter: string): number[] {
  const token = pattern[Math.floor(place / 2)];
  if (!token) return [];
  if ('char' in token) return token.char === letter ? [place + 2] : [];
  const within = place % 2 === 1;
  const stay = token.without.includes(letter) ? [] : [within ? place : place + 1];
  return within ? [...stay, ...next(pattern, place + 1, letter)] : stay;
}

function isEnd(pattern: KeyPattern, place: number): boolean {
  return Math.ceil(place / 2) === pattern.length;
}

/** The characters that the patterns tell apart, and one that they do not, first: gaps are filled with it. */
function lettersFor(tokens: KeyPattern): readonly string[] {
  const known = tokens.flatMap((token) => ('char' in token ? [token.char] : token.without.split('')));
  const other = ['1', '2', 'a', 'b', 'x', 'y', 'z', '~'].find((letter) => !known.includes(letter)) ?? '\uE001';
  return [other, ...new Set(known)];
}
