/** Every `npx headwater ...` of the README and of docs/ is a command that there is, with options that it has. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { commandLine, type Verbs } from '../../cli/command-line.ts';

const repository = join(import.meta.dirname, '../..');
const pages = ['README.md', ...globSync('docs/*.md', { cwd: repository }).sort()];

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

/** As a shell takes them apart; `<film>` stands for a word, `[--yes]` for one that can be left out. */
function wordsOf(command: string): readonly string[] {
  const words = command.replaceAll(/[[\]]/g, '').match(/"[^"]*"|'[^']*'|<[^>]*>|[^\s"'<]+/g) ?? [];
  return words.map((word) => word.replace(/^["']|["']$/g, '').replace(/^<.*>$/, 'word'));
}

/** Verbs that do nothing: only whether the words are understood. */
async function complaintAbout(words: readonly string[]): Promise<string | undefined> {
  const verbs = new Proxy({}, { get: () => () => Promise.resolve(0) }) as Verbs;
  const program = commandLine(verbs, () => undefined);
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    // It brings its own action.
    if (command.name() === 'logs') command.action(() => undefined);
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // A verb can be named without its arguments.
    const isName = words.length === 1 && error.code === 'commander.missingArgument';
    return error.exitCode === 0 || isName ? undefined : error.message;
  }
}
