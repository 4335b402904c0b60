import type { CloudOptions, ExitCode } from 'headwater';
import type { Opened } from './demo.ts';
import { loadWatched, shopOf } from './demo/load-shop.ts';
import { playDrill } from './drill/play.ts';
import { PlayFailure } from './failure.ts';
import { countRows, searchOf } from './search.ts';
import { namedEndpoint, sessionOn, type Session } from './session.ts';
import { bad, good, heading } from './styles.ts';

export interface DrillOptions extends CloudOptions {
  readonly seed: string;
}

/** A game day on the local cloud. Exits 1 unless each fault is found and mended, and all is in step at its end. */
export async function drill(options: DrillOptions, opened: Opened): Promise<ExitCode> {
  assertOwnCloud(options);
  try {
    return await play(options, opened);
  } catch (error) {
    if (!opened.signal.aborted) throw error;
    throw new PlayFailure(
      'Interrupted. What the drill had broken is put right, but for what is named above.',
      'npx headwater verify says whether all is in step; npx headwater drill plays another.',
      { cause: error, exitCode: 130 },
    );
  }
}

/** It purges a queue, deletes an index and a table. */
function assertOwnCloud(options: DrillOptions): void {
  const named = namedEndpoint(options);
  if (!options.aws && named === undefined) return;
  throw new PlayFailure(
    `A drill breaks what it is played on, and ${named ?? 'AWS'} is not Headwater's own local cloud.`,
    'Leave out --aws, --endpoint and AWS_ENDPOINT_URL. The runbook (docs/runbook.md) has the same commands for AWS.',
  );
}

/** Faults among many rows are found as well: the shop is loaded, unless it is there. */
async function isLoaded(session: Session): Promise<boolean> {
  const films = await countRows(searchOf(session), 'film').catch(() => 0);
  return films > LEAST_FILMS;
}

const LEAST_FILMS = 1_000;

async function play(options: DrillOptions, { up, signal }: Opened): Promise<ExitCode> {
  const start = Date.now();
  const session = sessionOn(await up(options, signal), signal);
  const { terminal } = session;
  const { chapters, end } = await session.cloud.alone(async () => {
    if (!(await isLoaded(session))) await loadWatched(session, shopOf(session, options.seed), signal);
    return playDrill(session, signal);
  });
  const seconds = Math.round((Date.now() - start) / 1_000);
  const inStep = end.exitCode === 0;
  const faults = chapters.map(({ fault }) => fault).join(', ');
  const ending = inStep ? good(`✓ in step after: ${faults}`) : bad(`✗ NOT in step after: ${faults}`);
  terminal.say(
    `\n${heading(`A drill (${seconds} s)`)}\n  ${ending}\n\nThe cloud goes on running: npx headwater status, npx headwater down.`,
  );
  if (terminal.json) terminal.result({ seconds, inStep, chapters, end }, '');
  return inStep ? 0 : 1;
}
