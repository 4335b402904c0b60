/** `missing()` and `exists()` of a field that every row has: the one never holds, the other always does. */
import { expect, test } from 'vitest';
import {
  epochSeconds,
  geoPoint,
  json,
  keyword,
  list,
  map,
  object,
  optional,
  rest,
} from '../../../shared/domain/definition/fields.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import type { HeadwaterDefinition } from '../../../shared/domain/definition/headwater.ts';
import { definitionWarnings } from '../../../shared/domain/definition/warnings.ts';
import { exists, missing, or, where } from '../../../shared/domain/definition/where.ts';
import type { Filter } from '../../../shared/domain/filter/filter.ts';
import { definition, problemsOf, SHOP } from './wrong.ts';

const film = defineEntity({
  name: 'film',
  recognise: { pk: 'FILM#{id}', sk: 'FILM' },
  fields: {
    id: keyword(),
    title: keyword(),
    at: epochSeconds(),
    place: geoPoint(),
    facts: map(),
    maker: object({ country: keyword(), founded: optional(keyword()) }),
    tags: list(keyword()),
    anything: json(),
    genre: optional(keyword()),
    seller: optional(object({ country: keyword() })),
    others: rest(),
  },
  policy: { others: 'keep' },
});

function filtered(filter: Filter): unknown {
  const consumer = { type: 'search', name: 'search', entities: [film], filters: { film: filter } };
  return definition({ tables: [{ ...SHOP, entities: [film] }], consumers: [consumer] });
}

const REQUIRED: readonly [string, object, string][] = [
  ['text', { title: missing() }, 'title'],
  ['a part of the key', { id: missing() }, 'id'],
  ['a time', { at: missing() }, 'at'],
  ['a place', { place: missing() }, 'place'],
  ['a map', { facts: missing() }, 'facts'],
  ['an object', { maker: missing() }, 'maker'],
  ['within an object', { maker: { country: missing() } }, 'maker.country'],
];

const OPTIONAL: readonly [string, object][] = [
  ['an optional field', { genre: missing() }],
  ['within an optional object', { seller: { country: missing() } }],
  ['optional within an object', { maker: { founded: missing() } }],
  ['a list, which may be empty', { tags: missing() }],
  ['JSON, which may be null', { anything: missing() }],
  ['rest(), of which there may be none', { others: missing() }],
];

test.each(REQUIRED)('missing() of %s that every row has is refused', (_, wanted, field) => {
  const problem = `consumer search, filter of film, field ${field}: missing() never holds, for the field is in every row: take it away, or declare the field optional()`;
  expect(problemsOf(filtered(where(film, wanted)))).toEqual([problem]);
  expect(problemsOf(filtered(or(where(film, { genre: 'Comedy' }), where(film, wanted))))).toEqual([problem]);
});

test.each(OPTIONAL)('missing() of %s is fine', (_, wanted) => {
  expect(problemsOf(filtered(where(film, wanted)))).toEqual([]);
});

test.each(REQUIRED)('exists() of %s that every row has is said, not refused', (_, wanted, field) => {
  const made = filtered(where(film, existing(wanted)));
  expect(problemsOf(made)).toEqual([]);
  expect(definitionWarnings(made as HeadwaterDefinition)).toEqual([
    `consumer search, filter of film, field ${field}: exists() always holds, for the field is in every row: take it away, or declare the field optional()`,
  ]);
});

test.each(OPTIONAL)('exists() of %s is nothing to speak of', (_, wanted) => {
  const made = filtered(where(film, existing(wanted)));
  expect(problemsOf(made)).toEqual([]);
  expect(definitionWarnings(made as HeadwaterDefinition)).toEqual([]);
});

/** The same with `exists()` in place of `missing()`. */
function existing(wanted: object): object {
  const fields = Object.entries(wanted) as [string, object][];
  return Object.fromEntries(fields.map(([name, one]) => [name, 'test' in one ? exists() : existing(one)]));
}
