import { describe, expect, test } from 'vitest';
import { film } from '../../../fixtures/shop/entities.ts';
import {
  boolean,
  decimal,
  geoPoint,
  integer,
  json,
  keyword,
  list,
  object,
  text,
} from '../../../../shared/domain/definition/fields.ts';
import { parseSearch } from '../../../../shared/domain/search-query/parse-search.ts';
import type { SearchTerm } from '../../../../shared/domain/search-query/search-query.ts';

const shop = {
  name: 'shop',
  fields: {
    name: text(),
    open: boolean(),
    staff: integer(),
    address: object({ city: keyword(), lines: list(text()) }),
    reviews: list(object({ by: keyword() }), { search: { type: 'nested', properties: { by: { type: 'keyword' } } } }),
    labels: json({ search: { type: 'flat_object' } }),
    notes: json(),
    secret: keyword({ search: false }),
  },
};

/** Clauses joined by `&`, their alternatives by `|`. */
function told(query: string, entity: Parameters<typeof parseSearch>[0] = film): string {
  const parsed = parseSearch(entity, query);
  if ('mistake' in parsed) return `! ${parsed.mistake.message}`;
  return parsed.query.clauses.map((clause) => clause.map(tellTerm).join(' | ')).join(' & ');
}

function tellTerm(term: SearchTerm): string {
  const minus = term.exclude ? '-' : '';
  switch (term.kind) {
    case 'everything':
      return `${minus}*`;
    case 'present':
      return `${minus}${term.field.path}:*`;
    case 'truth':
      return `${minus}${term.field.path}:${term.value}`;
    case 'range':
      return `${minus}${term.field.path}:${JSON.stringify(term.range)}`;
    case 'word':
    case 'phrase':
    case 'prefix': {
      const fields = term.fields ?? [];
      return `${minus}${fields.length === 1 ? `${fields[0]?.path ?? ''}:` : ''}${term.kind} ${term.text}`;
    }
  }
}

describe('what people type', () => {
  test.each([
    ['star wars', 'word star & word wars'],
    ['"star wars"', 'phrase star wars'],
    ['“star wars”', 'phrase star wars'],
    ['sta*', 'prefix sta'],
    ['star -wars', 'word star & -word wars'],
    ['-"star wars" -sta* -director:lucas', '-phrase star wars & -prefix sta & -director:word lucas'],
    ['*', '*'],
    ['* -genre:comedy', '* & -genre:word comedy'],
    ['director:kubrick', 'director:word kubrick'],
    ['director: kubrick', 'director:word kubrick'],
    ['Director:kubrick', 'director:word kubrick'],
    ['director:"stanley kubrick"', 'director:phrase stanley kubrick'],
    ['director:*', 'director:*'],
    ['title.raw:"Star Wars"', 'title.raw:phrase Star Wars'],
    ['alien OR aliens ridley', 'word alien | word aliens & word ridley'],
    ['alien AND aliens', 'word alien & word aliens'],
    ['this or that', 'word this & word or & word that'],
    ['OR', 'word OR'],
    ['alien OR', 'word alien & word OR'],
    ['price:<10', 'price:{"below":10}'],
    ['price:9.99', 'price:{"least":9.99,"most":9.99}'],
    ['imdbVotes:>=1000', 'imdbVotes:{"least":1000}'],
    ['imdbVotes:>1000', 'imdbVotes:{"above":1000}'],
    ['imdbRating:8..9.5', 'imdbRating:{"least":8,"most":9.5}'],
    ['imdbRating:..2', 'imdbRating:{"most":2}'],
    ['releaseDate:1999', 'releaseDate:{"least":"1999-01-01T00:00:00.000Z","below":"2000-01-01T00:00:00.000Z"}'],
    ['releaseDate:1999-02', 'releaseDate:{"least":"1999-02-01T00:00:00.000Z","below":"1999-03-01T00:00:00.000Z"}'],
    ['releaseDate:1990..1999', 'releaseDate:{"least":"1990-01-01T00:00:00.000Z","below":"2000-01-01T00:00:00.000Z"}'],
    ['releaseDate:>1999', 'releaseDate:{"least":"2000-01-01T00:00:00.000Z"}'],
    ['releaseDate:<=1999-12-31', 'releaseDate:{"below":"2000-01-01T00:00:00.000Z"}'],
  ])('%s', (query, expected) => {
    expect(told(query)).toBe(expected);
  });

  test.each([
    ['address.city:Köln', 'address.city:word Köln'],
    ['open:true', 'open:true'],
    ['staff:>3', 'staff:{"above":3}'],
    ['labels.colour:red', 'labels.colour:word red'],
    ['reviews.by:ann', 'reviews.by:word ann'],
    ['constructor', 'word constructor'],
  ])('other kinds of field: %s', (query, expected) => {
    expect(told(query, shop)).toBe(expected);
  });
});

describe('what is no syntax is words', () => {
  test.each([
    ['Mission: Impossible', 'word Mission: & word Impossible'],
    ['2001:', 'word 2001:'],
    ['3:10 to Yuma', 'word 3:10 & word to & word Yuma'],
    ['https://example.com/a', 'word https://example.com/a'],
    ['C:\\films', 'word C:\\films'],
    ['std::vector', 'word std::vector'],
    ['/regex/', 'word /regex/'],
    ['a && (b || c)', 'word a & word (b & word c)'],
    ['"unclosed star', 'word "unclosed & word star'],
    ['5" disc', 'word 5" & word disc'],
    ['star - wars', 'word star & word wars'],
    ['star !!! wars', 'word star & word wars'],
    ['spider-man', 'word spider-man'],
    ['s*r', 'word s*r'],
    ['wars~2 star^3', 'word wars~2 & word star^3'],
    ['🎬', 'word 🎬'],
  ])('%s', (query, expected) => {
    expect(told(query)).toBe(expected);
  });
});

describe('a mistake says what to do', () => {
  test.each([
    ['', 'There is no word to look for.'],
    ['!!! ---', 'There is no word to look for.'],
    ['½', 'There is no word to look for.'],
    ['directr:kubrick', 'film has no field "directr". Did you mean "director"?'],
    ['Mission:Impossible', 'film has no field "Mission".'],
    ['constructor:x', 'film has no field "constructor".'],
    ['price:cheap', 'Field price holds numbers, not "cheap".'],
    ['price:1e999', 'Field price holds numbers, not "1e999".'],
    ['price:..', 'Field price holds numbers, not "..".'],
    ['imdbVotes:>1e20', 'Field imdbVotes holds whole numbers up to 2^53, not ">1e20".'],
    ['releaseDate:2001-02-30', 'Field releaseDate holds days or times, not "2001-02-30".'],
    ['releaseDate:2001-13', 'Field releaseDate holds days or times, not "2001-13".'],
    ['releaseDate:0001..99999', 'Field releaseDate holds days or times, not "0001..99999".'],
    ['title:!!!', 'There is no word to look for in title.'],
    [
      Array.from({ length: 2_000 }, (_, at) => `w${at}`).join(' '),
      'This search is too long: 2000 words, each in every searched field of film, are 16000 look-ups; it may be 1000.',
    ],
  ])('%s', (query, message) => {
    expect(told(query)).toBe(`! ${message}`);
  });

  test('a field that is not searched', () => {
    expect(told('secret:x', shop)).toBe('! Field secret is kept, but not searched.');
    expect(told('notes:x', shop)).toBe('! Field notes is kept, but not searched.');
    expect(told('open:maybe', shop)).toBe('! Field open is true or false, not "maybe".');
  });

  test('what to do names the fields, and the quotes', () => {
    const parsed = parseSearch(film, 'Mission:Impossible');
    expect('mistake' in parsed && parsed.mistake.next).toContain('Fields: id, title, releaseDate');
    expect('mistake' in parsed && parsed.mistake.next).toContain('"Mission:Impossible"');
  });
});

test('a range in text, an empty range and words in a place are told, and not searched for', () => {
  const entity = {
    name: 'pet',
    fields: {
      chip: decimal(38, 0, { search: { type: 'keyword' } }),
      weight: integer(),
      home: geoPoint(),
      name: text(),
    },
  };
  for (const query of ['chip:>=9', 'chip:<10', 'chip:8..11', 'chip:..9', 'name:>5'])
    expect(told(query, entity)).toMatch(/^! Field \w+ holds text, and a range compares numbers or times/);
  expect(told('chip:">=9"', entity)).toMatch(/^chip/);
  expect(told('weight:3..1', entity)).toBe('! The range 3..1 of weight holds no value.');
  expect(told('weight:3..3', entity)).toBe('weight:{"least":3,"most":3}');
  expect(told('home:*', entity)).toBe('home:*');
  expect(told('home:here', entity)).toBe('! Field home is a place: words do not find one.');
});
