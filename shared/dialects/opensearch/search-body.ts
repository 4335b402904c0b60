/**
 * A search as OpenSearch's query. Each word is a query of its own, so that all words must occur but each in any field:
 * `cross_fields` would ask that of fields with the same analyzer only, and text has another than keywords.
 */
import type { SearchField } from '../../domain/search-query/search-fields.ts';
import type { SearchQuery, SearchRange, SearchTerm } from '../../domain/search-query/search-query.ts';

type Query = Readonly<Record<string, unknown>>;

export function searchBody({ clauses }: SearchQuery): Query {
  // A word that the index keeps nothing of, such as a stop word or a rare script, finds nothing if it stands alone, and
  // does not keep rows from being found beside others.
  const emptyWord: EmptyWord = clauses.length > 1 ? 'all' : 'none';
  return all(clauses.map((clause) => any(clause.map((term) => termQuery(term, emptyWord)))));
}

type EmptyWord = 'all' | 'none';

function termQuery(term: SearchTerm, emptyWord: EmptyWord): Query {
  const query = conditionQuery(term, term.exclude ? 'none' : emptyWord);
  return term.exclude ? { bool: { must_not: query } } : query;
}

function conditionQuery(term: SearchTerm, emptyWord: EmptyWord): Query {
  switch (term.kind) {
    case 'everything':
      return { match_all: {} };
    case 'present':
      return within(term.field, { exists: { field: term.field.path } });
    case 'truth':
      return within(term.field, { term: { [term.field.path]: term.value } });
    case 'range':
      return within(term.field, { range: { [term.field.path]: bounds(term.field, term.range) } });
    case 'word':
    case 'phrase':
    case 'prefix':
      return term.fields ? textQuery(term, term.fields, emptyWord) : matchText(term, emptyWord);
  }
}

interface Text {
  readonly kind: 'word' | 'phrase' | 'prefix';
  readonly text: string;
}

/** Text by its own analyzer; what is found as a whole without regard to case. */
function textQuery(text: Text, fields: readonly SearchField[], emptyWord: EmptyWord): Query {
  const patterns = fields.filter((field) => isText(field) && isPattern(field));
  const plain = fields.filter((field) => isText(field) && !isPattern(field));
  const analyzed = Object.values(Object.groupBy(plain, ({ nested = '' }) => nested));
  return any([
    ...analyzed.flatMap((group = []) => {
      const [first] = group;
      const paths = group.map(({ path }) => path);
      return first ? [within(first, matchText(text, emptyWord, paths))] : [];
    }),
    ...patterns.map((field) => within(field, matchOne(text, emptyWord, field.path))),
    ...fields.filter((field) => !isText(field)).map((field) => within(field, matchWhole(text, field.path))),
  ]);
}

function isText({ type }: SearchField): boolean {
  return type === 'text';
}

/** `multi_match` reads `*` in a field's name as a pattern, and what stands behind `^` as a boost. */
function isPattern({ path }: SearchField): boolean {
  return /[*^]/.test(path);
}

const MATCH_TYPE = { word: 'best_fields', phrase: 'phrase', prefix: 'bool_prefix' } as const;

/** @param fields those of the index setting `query.default_field` when none are given */
function matchText({ kind, text: query }: Text, emptyWord: EmptyWord, fields?: readonly string[]): Query {
  const common = { query, type: MATCH_TYPE[kind], zero_terms_query: emptyWord, ...(fields && { fields }) };
  return { multi_match: kind === 'phrase' ? common : { ...common, operator: 'and' } };
}

const MATCH = { word: 'match', phrase: 'match_phrase', prefix: 'match_bool_prefix' } as const;

/** The same in one field, whatever its name. */
function matchOne({ kind, text: query }: Text, emptyWord: EmptyWord, path: string): Query {
  const common = kind === 'phrase' ? { query } : { query, operator: 'and' };
  return { [MATCH[kind]]: { [path]: kind === 'prefix' ? common : { ...common, zero_terms_query: emptyWord } } };
}

function matchWhole({ kind, text: value }: Text, path: string): Query {
  return { [kind === 'prefix' ? 'prefix' : 'term']: { [path]: { value, case_insensitive: true } } };
}

function bounds({ type }: SearchField, { least, above, most, below }: SearchRange): Query {
  return {
    ...(least !== undefined && { gte: least }),
    ...(above !== undefined && { gt: above }),
    ...(most !== undefined && { lte: most }),
    ...(below !== undefined && { lt: below }),
    // Whatever the field's own format is.
    ...(type === 'date' && { format: 'strict_date_optional_time' }),
  };
}

function within({ nested }: SearchField, query: Query): Query {
  return nested === undefined ? query : { nested: { path: nested, query } };
}

function all(queries: readonly Query[]): Query {
  const [first, ...more] = queries;
  if (!first) return { match_none: {} };
  return more.length === 0 ? first : { bool: { must: queries } };
}

function any(queries: readonly Query[]): Query {
  const [first, ...more] = queries;
  if (!first) return { match_none: {} };
  return more.length === 0 ? first : { dis_max: { queries } };
}
