/** Every link of the pages leads to a file that is there, and to a heading that it has. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: repository }).sort();

test.each(pages.map((page) => [page] as const))('%s', (page) => {
  const links = read(page).matchAll(/\]\(([^)\s]+)\)/g);
  const own = Array.from(links, ([, link = '']) => link).filter((link) => !/^(https?|mailto):/.test(link));
  expect(own.filter((link) => !leads(page, link))).toEqual([]);
});

test('a link to nothing would be noticed', () => {
  expect(leads('README.md', 'docs/nowhere.md')).toBe(false);
  expect(leads('README.md', 'docs/package.md#nowhere')).toBe(false);
  expect(leads('docs/package.md', '#install')).toBe(true);
});

function leads(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(repository, target))) return false;
  return heading === undefined || headingsOf(read(target)).includes(heading);
}

/** As GitHub makes them of the headings. */
function headingsOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, words = '']) =>
    words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

function read(page: string): string {
  return readFileSync(join(repository, page), 'utf8');
}
