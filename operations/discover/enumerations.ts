/** Texts of a closed set: few values, each of which comes again and again. */
import { isPersonalName, isRole } from './personal-names.ts';
import { hasWord } from './words.ts';

const MOST_VALUES = 12;
/** Each value must come so often. */
const FEWEST_EACH = 3;

/** Where a person may live: few values, and no closed set. */
export const PLACES: ReadonlySet<string> = new Set(['city', 'town', 'county', 'suburb', 'district', 'village', 'name']);

/** Whether so few words make up all texts that they are a set that a program knows. */
export function isClosedSet(name: string, texts: readonly string[]): boolean {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  if (counts.size < 2 || counts.size > MOST_VALUES || texts.length < counts.size * 8) return false;
  if (isPersonalName(name) || isRole(name) || hasWord(name, PLACES)) return false;
  return [...counts].every(([text, count]) => count >= FEWEST_EACH && /^[A-Za-z][\w -]{0,30}$/.test(text));
}

export function valuesOf(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}
