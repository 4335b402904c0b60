/** Names of attributes, or keys of maps, that are people: `anna_schmidt`, `Ngozi Okonkwo`. They are values, and no field's name. */
import type { AttributeValue, Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { isTimeName } from './epoch.ts';
import { isGivenName } from './given-names.ts';
import { isKindWord } from './kind-words.ts';
import { personalName } from './personal-names.ts';
import { wordsOf } from './words.ts';

/** `Ngozi Okonkwo`, `Okonkwo, Ngozi`, `林美玲`. */
const TITLED = /^\p{Lu}[\p{L}'.-]+(,? \p{Lu}[\p{L}'.-]*){1,3}$|^[\p{Script=Han}\p{Script=Hangul}]{2,4}$/u;
const MONTHS: ReadonlySet<string> = new Set(['jan', 'jun']);

/** @param siblings all names that stand beside it, itself among them: where most are written so, it is their style */
export function isPersonAsName(name: string, siblings: readonly string[]): boolean {
  const own = wordsOf(name);
  if (isGiven(own)) return true;
  if (!isTitled(name)) return false;
  const alike = siblings.filter((one) => TITLED.test(one));
  return alike.length <= siblings.length / 2 || alike.some((one) => isGiven(wordsOf(one)));
}

function isGiven(words: readonly string[]): boolean {
  const [first = ''] = words;
  return isGivenName(first) && !(words.length === 1 && MONTHS.has(first));
}

/** Whether these keys of a map are people: no style of a table's names explains them. */
export function arePeople(keys: readonly string[]): boolean {
  return keys.some((key) => isPersonAsName(key, keys)) || (keys.length > 0 && keys.every(isTitled));
}

/**
 * The words of all people that are names in the items, however deep: where `Ottilie Quillfeather` is a key, so is `quillfeather`
 * somebody.
 */
export function wordsOfPeople(items: readonly Item[]): ReadonlySet<string> {
  const names = new Set(items.flatMap((item) => namesIn({ M: item })));
  const people = [...names].filter((name) => isPersonAsName(name, [name]) && wordsOf(name).length > 1);
  return new Set(people.flatMap(wordsOf).filter((word) => word.length >= 4 && !isKindWord(word)));
}

function namesIn({ M, L }: AttributeValue): readonly string[] {
  const own = Object.keys(M ?? {});
  return [...own, ...Object.values(M ?? {}).flatMap(namesIn), ...(L ?? []).flatMap(namesIn)];
}

function isTitled(name: string): boolean {
  return TITLED.test(name) && personalName(name) === undefined && !isTimeName(name);
}
