/** Searches rows by a query's tree, as OpenSearch does it: words of text, exact text as a whole, numbers and days. */
import { own } from '../../domain/own.ts';
import type { Json, Row } from '../../domain/row/json.ts';
import type { SearchField } from '../../domain/search-query/search-fields.ts';
import type { SearchQuery, SearchRange, SearchTerm } from '../../domain/search-query/search-query.ts';

/** @returns how many terms hold; 0 when a clause does not */
export function scoreOf(row: Row, { clauses }: SearchQuery): number {
  const held = clauses.map((clause) => clause.filter((term) => holds(row, term, clauses.length === 1)).length);
  return held.includes(0) ? 0 : held.reduce((sum, count) => sum + count, 0);
}

function holds(row: Row, term: SearchTerm, alone: boolean): boolean {
  return conditionHolds(row, term, alone) !== term.exclude;
}

/** @param alone whether a text without a word finds nothing; beside others it says nothing */
function conditionHolds(row: Row, term: SearchTerm, alone: boolean): boolean {
  switch (term.kind) {
    case 'everything':
      return true;
    case 'present':
      return valuesAt(row, term.field.path).length > 0;
    case 'truth':
      return valuesAt(row, term.field.path).includes(term.value);
    case 'range':
      return valuesAt(row, term.field.path).some((value) => isWithin(value, term.field, term.range));
    case 'word':
    case 'phrase':
    case 'prefix':
      return textHolds(row, term, term.fields, alone || term.exclude);
  }
}

function textHolds(
  row: Row,
  { kind, text }: { readonly kind: 'word' | 'phrase' | 'prefix'; readonly text: string },
  fields: readonly SearchField[] | undefined,
  alone: boolean,
): boolean {
  const wanted = words(text);
  const says = wanted.length > 0;
  if (!fields) return says ? hasWords(Object.values(row).flatMap(flattened), kind, wanted) : !alone;
  return fields.some(({ path, type }) => {
    const values = valuesAt(row, path);
    if (type === 'text') return says ? hasWords(values, kind, wanted) : !alone;
    const whole = text.toLowerCase();
    const texts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)).toLowerCase());
    return texts.some((one) => (kind === 'prefix' ? one.startsWith(whole) : one === whole));
  });
}

/** All of them in one text, for a phrase one after the other; of a prefix the last is the beginning of a word. */
function hasWords(values: readonly Json[], kind: 'word' | 'phrase' | 'prefix', wanted: readonly string[]): boolean {
  return values.some((value) => {
    const held = typeof value === 'string' ? words(value) : [];
    const last = wanted.at(-1) ?? '';
    if (kind === 'word') return wanted.every((word) => held.includes(word));
    if (kind === 'prefix')
      return wanted.slice(0, -1).every((word) => held.includes(word)) && held.some((word) => word.startsWith(last));
    return held.some((_, at) => wanted.every((word, offset) => held[at + offset] === word));
  });
}

function isWithin(value: Json, { type }: SearchField, { least, above, most, below }: SearchRange): boolean {
  const ordered = (one: Json): number => (type === 'date' && typeof one === 'string' ? Date.parse(one) : Number(one));
  const at = ordered(value);
  return (
    (least === undefined || at >= ordered(least)) &&
    (above === undefined || at > ordered(above)) &&
    (most === undefined || at <= ordered(most)) &&
    (below === undefined || at < ordered(below))
  );
}

/** The values of a field, those of a list each; `raw` is a text's exact form. */
function valuesAt(row: Row, path: string): readonly Json[] {
  const [name = '', ...further] = path.split('.');
  const value = own(row, name);
  return flattened(value).flatMap((one) => {
    if (further.length === 0 || typeof one === 'string') return [one];
    return typeof one === 'object' && !Array.isArray(one) ? valuesAt(one as Row, further.join('.')) : [];
  });
}

function flattened(value: Json | undefined): readonly Json[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value.flatMap((one) => flattened(one as Json)) : [value];
}

/** Without regard to case and accents, as the real index does it. */
function words(text: string): readonly string[] {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{Nd}\p{Nl}_]+|\p{Extended_Pictographic}|\p{Regional_Indicator}/gu) ?? [];
}
