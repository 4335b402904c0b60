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
  { analyzer: { tokenizer: 'icu_tokenizer', filter: ['icu_folding'] } },
  { analyzer: { tokenizer: 'hanlp', filter: ['shingle'] }, plugins: ['hanlp'] },
  { analyzer: { tokenizer: 'whitespace', filter: ['lowercase', 'porter_stem'] } },
])('fits: %o', (search) => {
  expect(problemsOf(search)).toEqual([]);
});

test.each<[SearchSettings, RegExp]>([
  [{ synonyms: ['alone'] }, /entity film, search: synonyms "alone": write words/],
  [{ synonyms: ['a, , b'] }, /synonyms "a, , b"/],
  [{ synonyms: ['a => b => c'] }, /"a => b => c"/],
  [{ synonyms: ['=> b'] }, /"=> b"/],
  [{ analyzer: { filter: ['Lower case'] } }, /entity film, search: OpenSearch has no filter "Lower case"/],
  [{ analyzer: { filter: ['lowercsae'] } }, /no filter "lowercsae": did you mean "lowercase"\?/],
  [{ analyzer: { tokenizer: 'standrad' } }, /no tokenizer "standrad": did you mean "standard"\?/],
  [{ analyzer: { tokenizer: 'lower_case' } }, /did you mean "lowercase"\?/],
  [{ analyzer: { tokenizer: 'nonsense' } }, /no tokenizer "nonsense": One of a plugin .* search\.plugins/],
  [{ analyzer: { filter: ['asciifolding', 'hunspell'] } }, /the filter "hunspell" needs settings of its own/],
  [{ analyzer: { filter: ['shingle'] }, synonyms: ['a, b'] }, /no synonyms behind the filter "shingle"/],
  [{ synonyms: Array.from({ length: 5_001 }, (_, n) => `a${n}, b${n}`) }, /5001 synonyms: at most 5000/],
])('is refused at synth, with entity and fix: %o', (search, problem) => {
  expect(problemsOf(search)).toEqual([expect.stringMatching(problem)]);
});

test('a field with its own analyzer must name its search analyzer beside synonyms, which it would not get', () => {
  const title = text({ search: { type: 'text', analyzer: 'english' } });

  expect(problemsOf({ synonyms: ['a, b'] }, title)).toEqual([expect.stringMatching(/field title: .*search_analyzer/)]);
  expect(problemsOf({}, title)).toEqual([]);
});
