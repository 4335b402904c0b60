import fc from 'fast-check';
import { expect, test } from 'vitest';
import { film } from '../fixtures/shop/entities.ts';
import { parseSearch } from '../../shared/domain/search-query/parse-search.ts';
import { typedTerms } from '../../shared/domain/search-query/typed-terms.ts';

/** Any text, and texts that are nearly syntax. */
const typed = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(...Array.from('"*-:<>.()/\\~^|&+ ab1🎬'), ' OR ', ' AND ', 'price:', 'title:', 'releaseDate:'),
      {
        maxLength: 40,
      },
    )
    .map((parts) => parts.join('')),
);

test('every text is a query with a term in each clause, or a mistake in words', () => {
  fc.assert(
    fc.property(typed, (text) => {
      const parsed = parseSearch(film, text);
      if ('mistake' in parsed) {
        expect(parsed.mistake.message).toMatch(/\.$|\?$/);
        expect(parsed.mistake.message.length + parsed.mistake.next.length).toBeLessThan(900);
        expect(parsed.mistake.next).not.toBe('');
      } else {
        expect(parsed.query.clauses.length).toBeGreaterThan(0);
        expect(parsed.query.clauses.every((clause) => clause.length > 0)).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('plain words are looked for as they are, whatever their order', () => {
  const word = fc.stringMatching(/^[\p{L}\p{Nd}]{1,20}$/u).filter((one) => !['OR', 'AND'].includes(one));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
      const parsed = parseSearch(film, words.join('  '));
      if ('mistake' in parsed) throw new Error(parsed.mistake.message);
      const found = parsed.query.clauses.flat().map((term) => (term.kind === 'word' ? term.text : term.kind));
      expect(found).toEqual(words);
    }),
  );
});

test('in quotes everything is text, except a quote', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const inside = text.replaceAll(/["“”„‟«»]/gu, '');
      expect(typedTerms(`"${inside}"`)).toEqual([{ exclude: false, value: inside, quoted: true }]);
    }),
  );
});

test('the longest texts take no time', () => {
  const started = performance.now();
  for (const text of [
    '"'.repeat(10_000),
    'a:'.repeat(5_000),
    '-'.repeat(10_000),
    'x'.repeat(10_000),
    '*'.repeat(10_000),
  ])
    parseSearch(film, text);

  expect(performance.now() - started).toBeLessThan(5_000);
});
