import type { Terminal } from 'headwater';
import { good, heading } from '../styles.ts';

/** Tells a chapter: what goes wrong, how one sees it, what mends it, what held. */
export interface Story {
  chapter(title: string, wrong: string): void;
  /** One in which nothing goes wrong. */
  epilogue(title: string, text: string): void;
  /** A command, and what it said. */
  seen(command: string, output: string): void;
  /** A command that mends, and what it said. */
  mends(command: string, output: string): void;
  /** What to do; commands in lines of their own. */
  mended(text: string, ...commands: readonly string[]): void;
  held(text: string): void;
  waiting(what: string): void;
  /** How far a command is, as it says itself. */
  progress(text: string): void;
  came(what: string, seconds: string): void;
}

const LABELS = { wrong: 'wrong ', seen: 'seen  ', mend: 'mend  ', held: '      ' } as const;
/** As a terminal of the usual 100 columns shows it, without its own breaks. */
const WIDTH = 92;

export function tellStory(terminal: Terminal): Story {
  let chapters = 0;
  let title = 'begin';
  let shown = false;
  const say = (label: string, lines: readonly string[]): void =>
    terminal.say(lines.map((line, index) => `  ${index === 0 ? label : ' '.repeat(label.length)}${line}`).join('\n'));
  const quote = (label: string, command: string, output: string): void => {
    say(label, [command]);
    const lines = output.trim().split('\n');
    terminal.say(lines.map((line) => `      | ${line}`.trimEnd()).join('\n'));
  };
  const begin = (name: string): void => {
    chapters += 1;
    title = name;
    terminal.say(`\n${heading(`${chapters}. ${name}`)}`);
  };
  return {
    chapter(name, wrong) {
      begin(name);
      say(LABELS.wrong, wrapped(wrong));
    },
    epilogue(name, text) {
      begin(name);
      say('', wrapped(text));
    },
    seen: (command, output) => quote(LABELS.seen, command, output),
    mends: (command, output) => quote(LABELS.mend, command, output),
    mended: (text, ...commands) => say(LABELS.mend, [...wrapped(text), ...commands]),
    held: (text) => say(LABELS.held, [`${good('✓')} ${text}`]),
    waiting(what) {
      shown = true;
      terminal.log({ step: title, state: 'running', text: `waiting until ${what}` });
    },
    progress(text) {
      shown = true;
      terminal.log({ step: title, state: 'running', text });
    },
    came(what, seconds) {
      if (shown) terminal.log({ step: title, state: 'done', text: `${what} (${seconds})` });
      shown = false;
    },
  };
}

/** Breaks text between words. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
