/** Every example of every help text: understood by the command line, and run by a test. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { complaintAbout, wordsOf } from '../../support/command-words.ts';
import { examplesElsewhere, helpExamples, RUN_ELSEWHERE } from '../../support/help-examples.ts';

const repository = join(import.meta.dirname, '../../..');

test('there are examples of every verb', () => {
  expect(helpExamples().length).toBeGreaterThan(80);
});

test.each(helpExamples().map((example) => [example]))('%s', async (example) => {
  expect(await complaintAbout(wordsOf(example.replace(/ [|>] .*/, '')))).toBeUndefined();
});

test('what the integration tests do not run as it stands is an example that there is, once', () => {
  const elsewhere = examplesElsewhere();

  expect(elsewhere.filter((example) => !helpExamples().includes(example))).toEqual([]);
  expect(new Set(elsewhere).size).toBe(elsewhere.length);
});

test.each(RUN_ELSEWHERE.map(({ where }) => [where]))('%s is there', (where) => {
  expect(existsSync(join(repository, where))).toBe(true);
});
