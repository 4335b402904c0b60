import { openSearch } from '../../operations/deployment/search.ts';
import { namedEndpoint } from '../cloud/choose-target.ts';
import { readSessionDeployment, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { loadWatched, shopOf } from '../demo/load-shop.ts';
import { playDrill } from '../drill/play.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { bad, good, heading } from '../output/terminal.ts';
import { playAlone } from '../story/play-alone.ts';
import { bringUp } from './up.ts';

export interface DrillOptions extends CommonOptions {
  readonly seed: string;
}

/** A game day on the local cloud. Exits 1 unless each fault is found and mended, and all is in step at its end. */
export async function drill(options: DrillOptions, signal: AbortSignal): Promise<ExitCode> {
  assertOwnCloud(options);
  try {
    return await play(options, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new CommandError(
      'Interrupted. What the drill had broken is put right, but for what is named above.',
      'npx headwater verify says whether all is in step; npx headwater drill plays another.',
      { cause: error, exitCode: EXIT.interrupted },
    );
  }
}

/** It purges a queue, deletes an index and a table. */
function assertOwnCloud(options: DrillOptions): void {
  const named = namedEndpoint(options, process.env);
  if (!options.aws && named === undefined) return;
  throw new CommandError(
    `A drill breaks what it is played on, and ${named ?? 'AWS'} is not Headwater's own local cloud.`,
    'Leave out --aws, --endpoint and AWS_ENDPOINT_URL. The runbook (docs/runbook.md) has the same commands for AWS.',
  );
}

/** Faults among many rows are found as well: the shop is loaded, unless it is there. */
async function isLoaded(session: DeployedSession): Promise<boolean> {
  const { total } = await openSearch(session)
    .store.search('film', '*', 1)
    .catch(() => ({ total: 0 }));
  return total > LEAST_FILMS;
}

const LEAST_FILMS = 1_000;

async function play(options: DrillOptions, signal: AbortSignal): Promise<ExitCode> {
  const start = Date.now();
  const up = await bringUp(options, signal);
  const session = { ...up.session, signal, deployment: await readSessionDeployment(up.session) };
  const { terminal } = session;
  const { chapters, end } = await playAlone(session, async () => {
    if (!(await isLoaded(session))) await loadWatched(session, shopOf(session, options.seed), signal);
    return playDrill(session, signal);
  });
  const seconds = Math.round((Date.now() - start) / 1_000);
  const inStep = end.exitCode === EXIT.ok;
  const faults = chapters.map(({ fault }) => fault).join(', ');
  const ending = inStep ? good(`✓ in step after: ${faults}`) : bad(`✗ NOT in step after: ${faults}`);
  terminal.say(
    `\n${heading(`A drill (${seconds} s)`)}\n  ${ending}\n\nThe cloud goes on running: npx headwater status, npx headwater down.`,
  );
  if (terminal.json) terminal.result({ seconds, inStep, chapters, end }, '');
  return inStep ? EXIT.ok : EXIT.failed;
}
