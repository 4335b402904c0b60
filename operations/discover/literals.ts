/** Words that may stand in a definition: the name of a kind may, what is somebody's may not. */
import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { isGivenName } from './given-names.ts';
import { isPersonalName } from './personal-names.ts';
import { personalTexts, personalWithin } from './personal-values.ts';
import { wordsOf } from './words.ts';

/** `Order`, `order_line`, `com.acme.Order`, `S3Object`, `v2`: letters, and few digits. */
const NAME_OF_KIND = /^[$_@.]*[A-Za-z][A-Za-z\d$_.:/#-]*$/;
/** A year, a number plate, a postal code, the name of a host. */
const CODE =
  /\d{4}|-\d{2,}$|^[A-Z]+\d+[A-Z]+\d|^[a-z\d-]+(\.[a-z\d-]+)*\.(com|org|net|info|example|io|eu|de|fr|nl|at|ch|co\.uk)$/;
const MOST_DIGITS = 0.34;

export function looksLikeKind(word: string): boolean {
  const digits = word.match(/\d/g)?.length ?? 0;
  return NAME_OF_KIND.test(word) && !CODE.test(word) && digits <= word.length * MOST_DIGITS;
}

/** Values that are counted, such as u1, u2, u3, are ids. */
export function areCounted(words: readonly string[]): boolean {
  const stems = new Set(words.map((word) => word.replaceAll(/\d+/g, '#')));
  return words.length >= 3 && stems.size <= words.length / 3;
}

/** Of the items so many must say the word in what is a person's. */
const REPEATED = 0.5;

/** Whether it is a person's: by itself, or because what is personal in its own items repeats it. */
export function isSomebodysWord(word: string, items: readonly Item[]): boolean {
  if (word === '') return false;
  if (
    isGivenName(wordsOf(word)[0] ?? word) ||
    personalTexts([word]) !== undefined ||
    personalWithin([word]) !== undefined
  )
    return true;
  const repeating = items.filter((item) => isRepeated(word.toLowerCase(), item)).length;
  return word.length >= 3 && repeating > 0 && repeating >= items.length * REPEATED;
}

function isRepeated(word: string, item: Item): boolean {
  return Object.entries(item).some(([name, { S }]) => {
    if (S === undefined || S.length <= word.length) return false;
    // Of an address alone: a key may hold one after its word.
    const local = /^[\w.+-]+(?=@[\w.-]+$)/.exec(S)?.[0];
    const personal = local ?? (isPersonalName(name) ? S : '');
    return personal
      .toLowerCase()
      .split(/[^\p{L}\d]+/u)
      .includes(word);
  });
}
