/** Mappings of one's own: what no index takes is refused at synth; what some index takes stays possible. */
import { expect, test } from 'vitest';
import type { Field } from '../../../shared/domain/definition/field.ts';
import {
  boolean,
  date,
  decimal,
  double,
  geoPoint,
  integer,
  json,
  keyword,
  list,
  map,
  object,
  optional,
  text,
  timestamp,
} from '../../../shared/domain/definition/fields.ts';
import { problemsOf, withEntity, withField } from './wrong.ts';

const WRONG: readonly (readonly [string, Field, string])[] = [
  ['an unknown type', text({ search: { type: 'textt' } }), 'OpenSearch has no type "textt": did you mean "text"?'],
  ['a type of Elasticsearch', map({ search: { type: 'flattened' } }), 'OpenSearch has no type "flattened"'],
  ['no name', text({ search: { type: 7 } }), "type is 7: give the name of one, such as 'keyword'"],
  [
    'a parameter',
    text({ search: { type: 'text', anlyzer: 'english' } }),
    'no parameter anlyzer: did you mean analyzer?',
  ],
  [
    'of another type',
    keyword({ search: { type: 'keyword', analyzer: 'x' } }),
    'the type "keyword" has no parameter analyzer',
  ],
  ['no type', text({ search: { analyzer: 'english' } }), 'the type "object" has no parameter analyzer'],
  [
    'in a form',
    text({ search: { type: 'text', fields: { raw: { type: 'keywrod' } } } }),
    'form raw: search: OpenSearch has no',
  ],
  [
    'text as a date',
    text({ search: { type: 'date' } }),
    'the type "date" here: it does not take what this kind of field holds: declare timestamp() or date()',
  ],
  ['an object as a keyword', object({ a: keyword() }, { search: { type: 'keyword' } }), 'declare keyword() or text()'],
  [
    'inside an object',
    object({ a: boolean() }, { search: { properties: { a: { type: 'long' } } } }),
    'title.a: search',
  ],
  ['a list', list(boolean(), { search: { type: 'integer' } }), 'declare integer(), double() or decimal(10, 2)'],
  ['optional', optional(timestamp({ search: { type: 'long' } })), 'declare integer()'],
  ['an alias', keyword({ search: { type: 'alias', path: 'id' } }), 'the type "alias" here'],
  ['ranks in a list', list(double(), { search: { type: 'rank_feature' } }), 'takes one number, and this is a list'],
  ['a vector that is a text', keyword({ search: { type: 'knn_vector', dimension: 3 } }), 'declare list(double())'],
  ['a range', object({ a: integer() }, { search: { type: 'long_range' } }), 'the type "long_range" here'],
];

test.each(WRONG)('refused: %s', (_, field, sentence) => {
  const problems = problemsOf(withField(field));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^entity film, field title/);
  expect(problems[0]).toContain(sentence);
});

const RIGHT: Readonly<Record<string, Field>> = {
  disabled: json({ search: { type: 'object', enabled: false } }),
  unsearched: keyword({ search: { type: 'keyword', index: false, doc_values: false } }),
  forms: text({
    search: { type: 'text', fields: { raw: { type: 'keyword' }, typed: { type: 'search_as_you_type' } } },
  }),
  nested: list(object({ a: keyword() }), { search: { type: 'nested', properties: { a: { type: 'keyword' } } } }),
  typed: text({ search: { type: 'search_as_you_type', max_shingle_size: 4 } }),
  wildcard: keyword({ search: { type: 'wildcard' } }),
  vector: list(double(), { search: { type: 'knn_vector', dimension: 3, method: { name: 'hnsw' } } }),
  rank: double({ search: { type: 'rank_feature', positive_score_impact: false } }),
  constant: keyword({ search: { type: 'constant_keyword', value: 'x' } }),
  logs: text({ search: { type: 'match_only_text' } }),
  scaled: decimal(10, 2, { search: { type: 'scaled_float', scaling_factor: 100 } }),
  half: double({ search: { type: 'half_float' } }),
  unsigned: integer({ search: { type: 'unsigned_long' } }),
  nanos: timestamp({ search: { type: 'date_nanos' } }),
  day: date({ search: { type: 'date', format: 'yyyy-MM-dd' } }),
  address: keyword({ search: { type: 'ip' } }),
  exact: decimal(38, 0, { search: { type: 'keyword' } }),
  free: json({ search: { type: 'flat_object' } }),
  range: object({ gte: integer(), lt: integer() }, { search: { type: 'integer_range' } }),
  place: object({ lat: double(), lon: double() }, { search: { type: 'geo_point' } }),
  shape: json({ search: { type: 'geo_shape' } }),
  malformed: text({ search: { type: 'date', ignore_malformed: true } }),
  point: geoPoint({ search: { type: 'geo_point', ignore_malformed: true } }),
  sorted: keyword({ search: { type: 'icu_collation_keyword', language: 'de' } }),
};

test.each(Object.entries(RIGHT))('taken: %s', (_, field) => {
  expect(problemsOf(withField(field))).toEqual([]);
});

test('a type of a plugin is taken when search.plugins names it', () => {
  const fields = { id: keyword(), other: keyword({ search: { type: 'murmur3', anything: 1 } }) };
  expect(problemsOf(withEntity({ fields, search: { plugins: ['murmur3'] } }))).toEqual([]);
  expect(problemsOf(withEntity({ fields }))[0]).toContain("named in the entity's search.plugins as well");
});
