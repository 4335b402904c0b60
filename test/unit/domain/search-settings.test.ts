import { expect, test } from 'vitest';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { keyword, text } from '../../../shared/domain/definition/fields.ts';
import { searchSettingsProblems, type SearchSettings } from '../../../shared/domain/definition/search-settings.ts';

const problemsOf = (search: SearchSettings, title = text()) =>
  searchSettingsProblems(
    defineEntity({ name: 'film', recognise: 'every-item', fields: { id: keyword(), title }, search }),
  );

test.each<SearchSettings>([
  {},
  { synonyms: ['sci-fi, science fiction', 'film noir => noir', 'uk, gb => united kingdom'] },
  { analyzer: { tokenizer: 'whitespace', filter: ['lowercase', 'porter_stem'] } },
])('fits: %o', (search) => {
  expect(problemsOf(search)).toEqual([]);
});

test.each<[SearchSettings, RegExp]>([
  [{ synonyms: ['alone'] }, /entity film, search: synonyms "alone": write words/],
  [{ synonyms: ['a, , b'] }, /synonyms "a, , b"/],
  [{ synonyms: ['a => b => c'] }, /"a => b => c"/],
  [{ synonyms: ['=> b'] }, /"=> b"/],
  [{ analyzer: { filter: ['Lower case'] } }, /"Lower case" is no tokenizer or filter/],
  [{ synonyms: Array.from({ length: 5_001 }, (_, n) => `a${n}, b${n}`) }, /5001 synonyms: at most 5000/],
])('is refused at synth, with entity and fix: %o', (search, problem) => {
  expect(problemsOf(search)).toEqual([expect.stringMatching(problem)]);
});

test('a field with its own analyzer must name its search analyzer beside synonyms, which it would not get', () => {
  const title = text({ search: { type: 'text', analyzer: 'english' } });

  expect(problemsOf({ synonyms: ['a, b'] }, title)).toEqual([expect.stringMatching(/field title: .*search_analyzer/)]);
  expect(problemsOf({}, title)).toEqual([]);
});
