/** A command as text: taken apart as a shell does, and understood by the real command line without doing anything. */
import { CommanderError } from 'commander';
import { calledBy } from './whole-command-line.ts';

/** `<film>` stands for a word, `[--yes]` for one that can be left out. */
export function wordsOf(command: string): readonly string[] {
  const words = command.replaceAll(/[[\]]/g, '').match(/"[^"]*"|'[^']*'|<[^>]*>|[^\s"'<]+/g) ?? [];
  return words.map((word) => word.replace(/^["']|["']$/g, '').replace(/^<.*>$/, 'word'));
}

/** Verbs that do nothing: only whether the words are understood. */
export async function complaintAbout(words: readonly string[]): Promise<string | undefined> {
  try {
    await calledBy(words);
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // A verb can be named without its arguments.
    const isName = words.length === 1 && error.code === 'commander.missingArgument';
    return error.exitCode === 0 || isName ? undefined : error.message;
  }
}
