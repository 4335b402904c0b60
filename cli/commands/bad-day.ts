import { assertFaultSwitches } from '../bad-day/fault-switches.ts';
import { playBadDay } from '../bad-day/play.ts';
import { describeClaims } from '../bad-day/verdict.ts';
import { namedEndpoint } from '../cloud/choose-target.ts';
import { readSessionDeployment } from '../cloud/session.ts';
import { loadWatched, shopOf } from '../demo/load-shop.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { letterReport } from '../../operations/letters/letter-report.ts';
import { heading } from '../output/terminal.ts';
import { playAlone } from '../story/play-alone.ts';
import type { DemoOptions } from './demo.ts';
import { bringUp } from './up.ts';

/** Plays a bad day on the film shop. Exits 1 unless at its end nothing is lost and everything is in step. */
export async function badDay(options: DemoOptions, signal: AbortSignal): Promise<ExitCode> {
  try {
    return await play(options, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new CommandError(
      'Interrupted. No fault is left on, and the rows of the day are withdrawn; its dead letters stay.',
      'npx headwater dlq list shows them; npx headwater demo --bad-day plays another day.',
      { cause: error, exitCode: EXIT.interrupted },
    );
  }
}

async function play(options: DemoOptions, signal: AbortSignal): Promise<ExitCode> {
  const asked = namedEndpoint(options, process.env);
  if (asked !== undefined && !options.aws) await assertFaultSwitches(asked);
  const start = Date.now();
  const up = await bringUp(options, signal);
  const session = { ...up.session, signal, deployment: await readSessionDeployment(up.session) };
  const { terminal } = session;
  const { mended, ...day } = await playAlone(session, async () => {
    await loadWatched(session, shopOf(session, options.seed), signal);
    return playBadDay(session, signal);
  });
  const seconds = Math.round((Date.now() - start) / 1000);
  const holds = day.claims.every((claim) => claim.holds);
  const ending = holds ? 'A bad day, and nothing lost' : 'A bad day, and not all is well';
  terminal.say(
    `\n${heading(`${ending} (${seconds} s)`)}\n${describeClaims(day.claims)}\n\nThe cloud goes on running: npx headwater status, npx headwater down.`,
  );
  if (terminal.json) {
    const [letters, left] = [mended.letters.map(letterReport), mended.left.map(letterReport)];
    terminal.result({ seconds, holds, ...day, mended: { ...mended, letters, left } }, '');
  }
  return holds ? EXIT.ok : EXIT.failed;
}
