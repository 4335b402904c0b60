/** Failures for scripts: with --json every one of them is an object on stdout, where the answer would have been. */
import type { OutputConfiguration } from 'commander';
import { askedBy } from '../asked.ts';
import type { KnownFailure } from '../errors.ts';

/** `{ "error": { "code", "message", "next" } }`, on lines of its own. */
export function failureJson({ code, message, next }: Pick<KnownFailure, 'code' | 'message' | 'next'>): string {
  return `${JSON.stringify({ error: { code, message, next } }, null, 2)}\n`;
}

/** Whether a command line has --json. What a verb does not understand it cannot be asked. */
export function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).includes('--json');
}

/** Where the parser says help and mistakes: to who asks, who gets the mistake as its error (ask.ts), or on the terminal. */
export function parserOutput(): OutputConfiguration {
  const asking = askedBy();
  if (!asking) return { outputError: reportUsageMistake };
  return { writeOut: (text) => asking.terminal.say(text.trimEnd()), writeErr: () => undefined };
}

function reportUsageMistake(text: string, write: (text: string) => void): void {
  if (asksForJson(process.argv)) process.stdout.write(failureJson(usageMistake(text)));
  const advice = adviceForDash(usageMistake(text).message);
  write(advice === undefined ? text : `${text.trimEnd()}\n-> ${advice}\n`);
}

/** A mistake in the command line itself, as the parser tells it: `error: unknown option '--sideways'`. */
export function usageMistake(text: string): Pick<KnownFailure, 'code' | 'message' | 'next'> {
  const message = text.trim().replace(/^error: /, '');
  const next = [adviceForDash(message), '--help shows the options and examples.'].filter(Boolean).join(' ');
  return { code: 'HW_COMMAND', message, next };
}

/** No verb has an option of one dash, but for `-h`: it was meant as a word of a search, or as a key. */
function adviceForDash(message: string): string | undefined {
  const [, word] = /^unknown option '(-[^-].*)'/s.exec(message) ?? [];
  return (
    word && `For a word or key that begins with a dash, put -- before it, and all options before that: -- '${word}'.`
  );
}
