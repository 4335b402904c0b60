import type { OpenCloud } from 'headwater';
import { PlayFailure } from '../failure.ts';
import { heading } from '../styles.ts';

/** Where the demo is. */
export type Chapter = 'up' | 'load' | 'day' | 'questions' | 'rebuild' | 'compare';

/** How to look around, change something and stop. */
export function farewell({ kind, clientSettings }: OpenCloud, seconds: number): string {
  const local = kind === 'local';
  const where = clientSettings.endpoint ?? 'AWS';
  const at = local ? '' : ` --endpoint ${where}`;
  return [
    `\n${heading(`Done in ${seconds} s.`)} The cloud at ${where} goes on running.`,
    `  look around       npx headwater search film "star wars"${at}`,
    `                    npx headwater get film alien-1979${at}`,
    `                    npx headwater status${at}`,
    `  change something  npx headwater status --json${at} | npx node examples/film-shop/set-price.ts alien-1979 4.99`,
    `                    npx headwater get film alien-1979${at}`,
    `  another day       npx headwater demo${at}`,
    ...(local ? ['  stop              npx headwater down'] : []),
  ].join('\n');
}

const LEFT: Readonly<Record<Chapter, string>> = {
  up: 'What is installed is kept',
  load: 'The local cloud goes on running; the shop is loaded in part, and the next demo loads it whole',
  day: 'The local cloud goes on running; the day is played in part, and the next demo plays another',
  questions: 'The local cloud goes on running, with the shop in it',
  rebuild:
    'The local cloud goes on running; the film index is filled in part, and the next demo (or a replay) fills it again',
  compare: 'The local cloud goes on running, with the shop in it',
};

/** What an interruption leaves behind, and how to go on. */
export function interruptedAt(chapter: Chapter, cause: unknown): PlayFailure {
  return new PlayFailure(
    `Interrupted. ${LEFT[chapter]}.`,
    'npx headwater demo goes on; npx headwater down stops the local cloud.',
    { cause, exitCode: 130 },
  );
}
