/** The run that stops every verb (npm run test:interrupt) knows every verb that the command line has. */
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { VERBS } from '../interrupt/verbs.ts';
import { wholeCommandLine } from '../support/whole-command-line.ts';

/** `replay` and `replay list`: a command that only holds others (`dlq`) does nothing by itself. */
function verbsOf(parent: Command, before: readonly string[] = []): readonly string[] {
  return parent.commands.flatMap((command) => {
    const path = [...before, command.name()];
    const isGroup = command.commands.length > 0 && command.options.length === 0;
    return [...(isGroup ? [] : [path.join(' ')]), ...verbsOf(command, path)];
  });
}

const verbs = verbsOf(wholeCommandLine());

/** The verb that words begin with: the longest name that fits. */
function verbIn(words: readonly string[]): string | undefined {
  const text = `${words.join(' ')} `;
  return verbs.filter((verb) => text.startsWith(`${verb} `)).toSorted((one, other) => other.length - one.length)[0];
}

test('every verb of the command line is stopped', () => {
  const stopped = new Set(VERBS.map(({ words }) => verbIn(words)));

  expect(verbs.length).toBeGreaterThan(25);
  expect(verbs.filter((verb) => !stopped.has(verb))).toEqual([]);
});
