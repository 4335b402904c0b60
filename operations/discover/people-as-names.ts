/** Names of attributes, or keys of maps, that are people: `anna_schmidt`, `Ngozi Okonkwo`. They are values, and no field's name. */
import { isTimeName } from './epoch.ts';
import { isGivenName } from './given-names.ts';
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

function isTitled(name: string): boolean {
  return TITLED.test(name) && personalName(name) === undefined && !isTimeName(name);
}
