import type { ExitCode } from 'headwater';
import { assertFaultSwitches } from './bad-day/fault-switches.ts';
import { playBadDay } from './bad-day/play.ts';
import { describeClaims } from './bad-day/verdict.ts';
import type { DemoOptions, Opened } from './demo.ts';
import { loadWatched, shopOf } from './demo/load-shop.ts';
import { PlayFailure } from './failure.ts';
import { namedEndpoint, sessionOn } from './session.ts';
import { heading } from './styles.ts';

/** Plays a bad day on the film shop. Exits 1 unless at its end nothing is lost and everything is in step. */
export async function badDay(options: DemoOptions, opened: Opened): Promise<ExitCode> {
  try {
    return await play(options, opened);
  } catch (error) {
    if (!opened.signal.aborted) throw error;
    throw new PlayFailure(
      'Interrupted. No fault is left on, and the rows of the day are withdrawn; its dead letters stay.',
      'npx headwater dlq list shows them; npx headwater demo --bad-day plays another day.',
      { cause: error, exitCode: 130 },
    );
  }
}

async function play(options: DemoOptions, { up, signal }: Opened): Promise<ExitCode> {
  const asked = namedEndpoint(options);
  if (asked !== undefined && !options.aws) await assertFaultSwitches(asked);
  const start = Date.now();
  const session = sessionOn(await up(options, signal), signal);
  const { terminal } = session;
  const { mended, ...day } = await session.cloud.alone(async () => {
    await loadWatched(session, shopOf(session, options.seed), signal);
    return playBadDay(session, signal);
  });
  const seconds = Math.round((Date.now() - start) / 1000);
  const holds = day.claims.every((claim) => claim.holds);
  const ending = holds ? 'A bad day, and nothing lost' : 'A bad day, and not all is well';
  terminal.say(
    `\n${heading(`${ending} (${seconds} s)`)}\n${describeClaims(day.claims)}\n\nThe cloud goes on running: npx headwater status, npx headwater down.`,
  );
  if (terminal.json) terminal.result({ seconds, holds, ...day, mended }, '');
  return holds ? 0 : 1;
}
