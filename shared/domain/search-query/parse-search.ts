/**
 * A search box's text as a query: all words must occur, in any of the searched fields; `"a phrase"`, `field:value`,
 * `sta*`, `-word`, `this OR that`, `price:<10`, `year:1990..1999`, `*`. What is typed is untrusted: every text is a query
 * or a mistake that says what to do.
 */
import type { Entity } from '../definition/entity.ts';
import { didYouMean } from '../definition/did-you-mean.ts';
import { namedField, searchFields, type SearchField } from './search-fields.ts';
import {
  hasWord,
  type SearchClause,
  type SearchCondition,
  type SearchMistake,
  type SearchQuery,
} from './search-query.ts';
import { typedTerms, type TypedTerm } from './typed-terms.ts';
import { isEmpty, rangeOf } from './value-ranges.ts';

/**
 * OpenSearch looks up each word in each field, and takes at most 1,024 of these look-ups (indices.query.bool.max_clause_count).
 */
const MOST_LOOK_UPS = 1_000;

export type ParsedSearch = { readonly query: SearchQuery } | { readonly mistake: SearchMistake };

export function parseSearch(entity: Pick<Entity, 'name' | 'fields'>, text: string): ParsedSearch {
  const fields = searchFields(entity as Entity);
  const clauses: SearchClause[] = [];
  try {
    for (const alternatives of joinedByOr(withSpacedNames(typedTerms(text), fields))) {
      const clause = alternatives.flatMap((term) => conditionsOf(term, fields, entity.name));
      if (clause.length > 0) clauses.push(clause);
    }
    if (clauses.length === 0) throw new Mistake('There is no word to look for.', `Type a word, or * for every row.`);
    checkSize(clauses, entity.name);
  } catch (error) {
    if (error instanceof Mistake) return { mistake: { message: error.message, next: error.next } };
    throw error;
  }
  return { query: { clauses } };
}

class Mistake extends Error {
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}

/** `director: kubrick` is `director:kubrick` when there is such a field; `Mission: Impossible` is two words. */
function withSpacedNames(terms: readonly TypedTerm[], fields: readonly SearchField[]): TypedTerm[] {
  const joined: TypedTerm[] = [];
  for (const term of terms) {
    const last = joined.at(-1);
    const name = last && !last.quoted && last.name === undefined ? /^(.+):$/u.exec(last.value)?.[1] : undefined;
    const spaced = name !== undefined && term.name === undefined && fields.some(({ path }) => path === name);
    if (last && spaced) joined.splice(-1, 1, { ...term, name, exclude: last.exclude });
    else joined.push(term);
  }
  return joined;
}

/** OR joins the terms beside it; AND says what holds anyway. At the begin or the end they are words. */
function joinedByOr(terms: readonly TypedTerm[]): TypedTerm[][] {
  const groups: TypedTerm[][] = [];
  let join = false;
  terms.forEach((term, at) => {
    const between = at > 0 && at < terms.length - 1 && !join;
    if (between && isWord(term, 'OR')) join = true;
    else if (between && isWord(term, 'AND')) return;
    else {
      if (join) groups.at(-1)?.push(term);
      else groups.push([term]);
      join = false;
    }
  });
  return groups;
}

function isWord({ value, quoted, name, exclude }: TypedTerm, word: string): boolean {
  return value === word && !quoted && name === undefined && !exclude;
}

/** @returns none for a term in which there is no word: signs between words say nothing */
function conditionsOf(term: TypedTerm, fields: readonly SearchField[], entity: string): SearchClause {
  const { exclude, name, value } = term;
  const field = name === undefined ? undefined : namedField(fields, name);
  if (field) return [{ ...named(term, field), exclude }];
  if (name !== undefined && looksLikeField(name, value)) throw unknownField(term, fields, entity);
  const text = name === undefined ? value : `${name}:${value}`;
  if (!term.quoted && /^\*+$/u.test(text)) return [{ kind: 'everything', exclude }];
  if (!hasWord(text)) return [];
  return [
    {
      ...textCondition(
        text,
        term.quoted,
        fields.filter(({ byDefault }) => byDefault),
      ),
      exclude,
    },
  ];
}

/** `3:10`, `https://...` and `C:\...` are words. */
function looksLikeField(name: string, value: string): boolean {
  return /^[\p{L}_]/u.test(name) && !/^[/\\]/u.test(value);
}

function unknownField({ name = '', value }: TypedTerm, fields: readonly SearchField[], entity: string): Mistake {
  const names = fields.filter(({ type }) => type !== 'unsearched').map(({ path }) => path);
  const shown = names.filter((path) => !path.endsWith('.raw'));
  return new Mistake(
    `${entity} has no field "${shortened(name)}".${didYouMean(name, names)}`,
    `Fields: ${shown.join(', ')}. To look for these words, put quotes around them: "${shortened(`${name}:${value}`)}".`,
  );
}

function named({ value, quoted, name = '' }: TypedTerm, field: SearchField): SearchCondition {
  const { path, type } = field;
  if (!quoted && /^\*+$/u.test(value) && type !== 'unsearched') return { kind: 'present', field };
  switch (type) {
    case 'unsearched':
      throw new Mistake(
        `Field ${path} is kept, but not searched.`,
        'Search another field; or give this one a mapping in headwater.config.ts (docs/configuration.md).',
      );
    case 'place':
      throw new Mistake(`Field ${path} is a place: words do not find one.`, `${name}:* finds the rows that have one.`);
    case 'text':
      refuseRange(value, quoted, path);
      if (!hasWord(value)) throw new Mistake(`There is no word to look for in ${path}.`, `Type one: ${name}:word.`);
      return textCondition(value, quoted, [field]);
    case 'whole':
      refuseRange(value, quoted, path);
      return textCondition(value, quoted, [field]);
    case 'boolean':
      if (value !== 'true' && value !== 'false')
        throw new Mistake(`Field ${path} is true or false, not "${shortened(value)}".`, `Type ${name}:true.`);
      return { kind: 'truth', field, value: value === 'true' };
    case 'number':
    case 'whole-number':
    case 'date': {
      const range = rangeOf(field, value);
      if (range && isEmpty(range))
        throw new Mistake(`The range ${value} of ${path} holds no value.`, 'Write the smaller end first.');
      if (range) return { kind: 'range', field, range };
      throw new Mistake(`Field ${path} holds ${HOLDS[type]}, not "${shortened(value)}".`, examplesOf(name, type));
    }
  }
}

/** Text is compared letter by letter: "10" comes before "9", and a range would find other rows than were asked for. */
function refuseRange(value: string, quoted: boolean, path: string): void {
  if (quoted || !/^[<>]=?[\d.+-]|^[\d.:TZ+-]*\d\.\.[\d.:TZ+-]*$|^\.\.\d/u.test(value)) return;
  throw new Mistake(
    `Field ${path} holds text, and a range compares numbers or times.`,
    `For these very characters, put quotes around them: ${path}:"${value}".`,
  );
}

const HOLDS = { number: 'numbers', 'whole-number': 'whole numbers up to 2^53', date: 'days or times' } as const;

function examplesOf(name: string, type: keyof typeof HOLDS): string {
  const [one, other] = type === 'date' ? ['1999-12', '1990..1999'] : ['10', '10..20'];
  return `For example ${name}:${one}, ${name}:<${one}, ${name}:${other}.`;
}

function textCondition(text: string, quoted: boolean, fields: readonly SearchField[]): SearchCondition {
  const prefix = quoted ? undefined : /^(.*[^*])\*+$/su.exec(text)?.[1];
  if (prefix !== undefined && hasWord(prefix)) return { kind: 'prefix', text: prefix, fields };
  return { kind: quoted ? 'phrase' : 'word', text, fields };
}

function checkSize(clauses: readonly SearchClause[], entity: string): void {
  const terms = clauses.flat().flatMap((term) => ('fields' in term ? [term] : []));
  const lookUps = terms.map(({ text, fields = [] }) => Math.max(1, wordsIn(text)) * Math.max(1, fields.length));
  const sum = lookUps.reduce((total, one) => total + one, 0) + clauses.flat().length - terms.length;
  if (sum <= MOST_LOOK_UPS) return;
  const words = terms.reduce((total, { text }) => total + wordsIn(text), 0);
  throw new Mistake(
    `This search is too long: ${words} words, each in every searched field of ${entity}, are ${sum} look-ups; it may be ${MOST_LOOK_UPS}.`,
    'Leave words out, or name one field (field:word).',
  );
}

/** As many as a tokenizer may make of it; one letter each in scripts that have no spaces. */
function wordsIn(text: string): number {
  const found = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}_]{1,255}|\p{So}/gu);
  return found?.length ?? 0;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
