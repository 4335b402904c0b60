import { styleText } from 'node:util';
import { showProgress, type Log } from '../../local/progress.ts';
import { askedBy } from '../asked.ts';
import { CommandError, knownFailure, type ExitCode, EXIT, type KnownFailure } from '../errors.ts';
import { asksForJson, failureJson } from './failure-json.ts';

/** What a verb may say: results on stdout, everything else on stderr, so that `--json` output can be piped. */
export interface Terminal {
  /** Whether `--json` was given. */
  readonly json: boolean;
  /** The answer: JSON with --json, otherwise the text. */
  result(value: unknown, text: string): void;
  /** A part of a story told in text; nothing with --json. */
  say(text: string): void;
  /** A remark on stderr. */
  note(text: string): void;
  /** How far a step is, on stderr. */
  readonly log: Log;
}

/** For a verb that is asked: where its words are heard. */
export function openTerminal({ json }: { readonly json: boolean }): Terminal {
  const asking = askedBy();
  if (asking) return asking.terminal;
  return {
    json,
    result: (value, text) =>
      void process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${shownOn(process.stdout, text)}\n`),
    say: (text) => {
      if (!json) process.stdout.write(`${shownOn(process.stdout, text)}\n`);
    },
    note: (text) =>
      void process.stderr.write(`${styleText('dim', shownOn(process.stderr, text), { stream: process.stderr })}\n`),
    log: showProgress(process.stderr),
  };
}

/** Of a terminal's commands only the colours that are ours go to one; keys and values come from whoever writes items. */
export function shownOn({ isTTY }: { readonly isTTY?: boolean }, text: string): string {
  return isTTY
    ? text.replaceAll(COMMANDS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : text;
}

/** Control characters, and those that turn the direction of text; a colour's command stays. */
// eslint-disable-next-line no-control-regex -- a terminal's commands begin with it
const COMMANDS = /\p{Cc}(?<![\t\n\r])(?!(?<=\x1B)\[\d{1,2}m)|[\u202a-\u202e\u2066-\u2069]/gu;

/** A heading of a story. */
export function heading(text: string): string {
  return styled('bold', text);
}

export function good(text: string): string {
  return styled('green', text);
}

export function bad(text: string): string {
  return styled('red', text);
}

/** Plain when stdout is no terminal, NO_COLOR is set, or the verb is asked. */
export function styled(style: 'bold' | 'green' | 'red' | 'dim', text: string): string {
  return askedBy() ? text : styleText(style, text, { stream: process.stdout });
}

/**
 * Says what went wrong and what to do next on stderr, and with --json as `{ "error": { code, message, next } }` on stdout as
 * well; a bug shows its stack. @returns the exit code
 */
export function reportFailure(error: unknown, json = asksForJson(process.argv)): ExitCode {
  const known = knownFailure(error) ?? bugIn(error);
  const { code, message, next, exitCode } = known;
  if (json) process.stdout.write(failureJson(known));
  const red = (text: string): string => styleText('red', text, { stream: process.stderr });
  if (code === 'HW_BUG') process.stderr.write(`${red('This is a bug in Headwater:')}\n${stackOf(error)}\n-> ${next}\n`);
  else process.stderr.write(`${red(shownOn(process.stderr, message))}\n-> ${shownOn(process.stderr, next)}\n`);
  return exitCode;
}

function bugIn(error: unknown): KnownFailure {
  const message = `This is a bug in Headwater: ${error instanceof Error ? error.message : String(error)}`;
  const next = 'Report it with these lines, please, and with the command that you gave.';
  return { code: 'HW_BUG', message, next, exitCode: EXIT.unknown };
}

function stackOf(error: unknown): string {
  return (error instanceof Error ? error.stack : undefined) ?? String(error);
}

/** What the user must confirm before it is done. @throws CommandError when there is nobody to ask */
export async function confirm(question: string, yesOption: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new CommandError(`${question} Nobody is there to answer.`, `Add ${yesOption}.`);
  const { createInterface } = await import('node:readline/promises');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  // The prompt has the keys: Ctrl-C is one of them, and Ctrl-D leaves the question without an answer.
  const left = new AbortController();
  const ctrlC = new AbortController();
  prompt.once('SIGINT', () => {
    process.kill(process.pid, 'SIGINT');
    ctrlC.abort();
    left.abort();
  });
  prompt.once('close', () => left.abort());
  try {
    return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `, { signal: left.signal })).trim());
  } catch (error) {
    if (left.signal.aborted && !ctrlC.signal.aborted) return false;
    throw error;
  } finally {
    prompt.close();
  }
}
