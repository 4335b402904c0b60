/** Every link of the pages leads to a file that is there, and to a heading that it has. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deadLinks, leads } from '../support/page-links.ts';

const repository = join(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: repository }).sort();

test.each(pages.map((page) => [page] as const))('%s', (page) => {
  expect(deadLinks(repository, page)).toEqual([]);
});

test('a link to nothing would be noticed', () => {
  expect(leads(repository, 'README.md', 'docs/nowhere.md')).toBe(false);
  expect(leads(repository, 'README.md', 'docs/package.md#nowhere')).toBe(false);
  expect(leads(repository, 'docs/package.md', '#install')).toBe(true);
});
