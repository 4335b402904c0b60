/** Every `npx headwater ...` of the pages in the root and of docs/ is a command that there is, with options that it has. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { complaintAbout, wordsOf } from '../support/command-words.ts';

const repository = join(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/*.md'], { cwd: repository }).sort();

test.each(pages.map((page) => [page] as const))('%s', async (page) => {
  const text = readFileSync(join(repository, page), 'utf8');
  const wrong: string[] = [];
  for (const command of commandsIn(text)) {
    const complaint = await complaintAbout(wordsOf(command));
    if (complaint !== undefined) wrong.push(`${command}: ${complaint}`);
  }

  expect(wrong).toEqual([]);
});

test('a command that is not there would be noticed', async () => {
  expect(await complaintAbout(['drill', '--sideways'])).toMatch(/--sideways/);
  expect(commandsIn('see `npx headwater get film x` and\nnpx headwater up  # starts')).toEqual(['get film x', 'up']);
});

/** Up to the end of the code span or line, a comment, a pipe, what is set apart by spaces, or the next command. */
function commandsIn(text: string): readonly string[] {
  const found = text.matchAll(/npx headwater ((?:"[^"\n]*"|'[^'\n]*'|<[^>\n]*>|(?! {2})[^`"'|;#<>\n])+)/g);
  return Array.from(found, ([, command = '']) => command.replace(/[,:.)]*\s*$/, '').trim()).filter(Boolean);
}
