/** The text of a key attribute in its segments: `ORDER#17#LINE#1` is ORDER, 17, LINE, 1. */
import { own } from '../../shared/domain/own.ts';
import { wordsOf } from './words.ts';
import { keyNames, type Item, type SampledTable } from './sampled-table.ts';

/** What people join the parts of a key with, the most telling first. `_`, `-` and `.` stand within words, too. */
const DELIMITERS = ['#', '|', '::', '~', '^', ';', '/', ':', '=', ','] as const;

/** Of the keys that have any delimiter, the table's one must be in so many. */
const SHARE = 0.5;

/** An instant's own colons delimit nothing. */
const INSTANT = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?/g;

/** By key attribute, what delimits its segments; undefined where nothing does. */
export function delimitersOf(table: SampledTable, items: readonly Item[]): ReadonlyMap<string, string | undefined> {
  return new Map(keyNames(table).map((name) => [name, delimiterOf(items.map((item) => textAt(item, name)))]));
}

/** @returns '' for what is no text */
export function textAt(item: Item, name: string): string {
  return own(item, name)?.S ?? '';
}

export function delimiterOf(texts: readonly string[]): string | undefined {
  const bare = texts.map((text) => text.replaceAll(INSTANT, ''));
  const counts = DELIMITERS.map((delimiter) => ({
    delimiter,
    count: bare.filter((text) => text.includes(delimiter)).length,
  })).filter(({ count }) => count > 0);
  const any = bare.filter((text) => DELIMITERS.some((delimiter) => text.includes(delimiter))).length;
  return counts.find(({ count }) => count >= any * SHARE)?.delimiter;
}

export function segmentsOf(text: string, delimiter: string | undefined): readonly string[] {
  if (delimiter === undefined) return [text];
  const instants = text.match(INSTANT) ?? [];
  // Private characters stand for the instants while the rest is cut.
  const marked = text.replaceAll(INSTANT, '\uE000');
  let next = 0;
  return marked.split(delimiter).map((segment) => segment.replaceAll('\uE000', (char) => instants[next++] ?? char));
}

/** A segment that may be a literal: a word, as a program's author writes one, and no value such as a number or an id. */
export function isWord(segment: string): boolean {
  return segment === '' || (/^[$_@.]*[A-Za-z][A-Za-z$_.-]*\d{0,2}$/.test(segment) && segment.length <= 40);
}

/** `user_` of `user_17`: a word that a character within words ends. An e-mail address has none. */
export function headOf(segment: string): string | undefined {
  if (segment.includes('@', 1)) return undefined;
  return /^[$_@]*[A-Za-z]{2,}[A-Za-z$]*[_.\-:](?=.)/.exec(segment)?.[0];
}

/** Words after which comes whose it is. */
const TENANCIES: ReadonlySet<string> = new Set(
  [
    'tenant',
    'org',
    'organization',
    'organisation',
    'account',
    'company',
    'workspace',
    'customer',
    'client',
    'team',
  ].concat([
    'user',
    'site',
    'shop',
    'store',
    'region',
    'env',
    'environment',
    'stage',
    'project',
    'group',
    'realm',
    'space',
    'owner',
  ]),
);

export function isTenancy(word: string): boolean {
  return wordsOf(word).some((one) => TENANCIES.has(one.replace(/s$/, '')));
}
