/** What errors tell people to do exists: commands parse, pages and settings are there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { ERRORS } from '../../shared/domain/errors.ts';
import { calledBy } from '../support/whole-command-line.ts';

const repository = join(import.meta.dirname, '../..');
/** The registry's advice, and all code that tells people what to do: errors of operations and of the command line, failures of the cloud, the local cloud. */
const sources = globSync(
  ['operations/**/*.ts', 'cli/**/*.ts', 'local/**/*.ts', 'shared/**/*.ts', 'functions/**/*.ts'],
  { cwd: repository },
);
const advice: readonly (readonly [string, string])[] = [
  ...Object.entries(ERRORS).map(([code, { next }]) => [code, next] as const),
  ...sources.map((path) => [path, readFileSync(join(repository, path), 'utf8')] as const),
];

test('every command in backticks is understood', async () => {
  const wrong: string[] = [];
  for (const [where, text] of advice) {
    for (const [, command = ''] of text.matchAll(/\\?`(?:npx )?headwater ([a-z][^`$|\\]*)\\?`/g)) {
      const complaint = await complaintAbout(command);
      if (complaint !== undefined) wrong.push(`${where}: ${command}: ${complaint}`);
    }
  }

  expect(wrong).toEqual([]);
});

test('every page that is named is there', () => {
  const missing = advice.flatMap(([where, text]) =>
    Array.from(text.matchAll(/docs\/[\w/-]+\.md/g), ([page]) => page)
      .filter((page) => !existsSync(join(repository, page)))
      .map((page) => `${where}: ${page}`),
  );

  expect(missing).toEqual([]);
});

test("the registry's settings are declared", () => {
  const definition = readFileSync(join(repository, 'shared/domain/definition/headwater.ts'), 'utf8');
  const settings = Object.values(ERRORS).flatMap(({ next }) =>
    Array.from(next.matchAll(/`(\w+): '([\w-]+)'`/g), ([, name = '', value = '']) => ({ name, value })),
  );

  expect(settings).toContainEqual({ name: 'unknownItems', value: 'ignore' });
  for (const { name, value } of settings) {
    expect(definition).toMatch(new RegExp(`${name}\\??:`));
    expect(definition).toContain(`'${value}'`);
  }
});

test('a command that is not there would be noticed', async () => {
  expect(await complaintAbout('mend --all')).toMatch(/mend/);
});

async function complaintAbout(command: string): Promise<string | undefined> {
  const words = command
    .replaceAll(/[[\]]/g, '')
    .replaceAll(/<[^>]*>/g, 'word')
    .trim()
    .split(/\s+/);
  try {
    await calledBy(words);
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // A verb can be named without what it needs.
    const unfinished = /missing/i.test(error.code);
    return error.exitCode === 0 || unfinished ? undefined : error.message;
  }
}
