import { count } from '../output/table.ts';
import { openDeployedSession, type DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { collectLetters, type Collected } from '../../operations/letters/collect.ts';
import { groupLetters } from '../../operations/letters/group.ts';
import { createLettersFile, type LettersFile } from '../../operations/letters/letters-file.ts';
import { planRedrive, type RedrivePlan } from '../../operations/letters/redrive-plan.ts';
import { planSelected, redrivePlanned } from '../../operations/letters/redrive-selected.ts';
import { noCounts, type RedriveCounts } from '../../operations/letters/redrive.ts';
import { walkChosen } from '../../operations/letters/walk-chosen.ts';
import { describeGroups } from '../output/letters.ts';
import { describePlan, describeRedriven } from '../output/redrive.ts';
import { selection } from './dlq.ts';
import type { DiscardOptions, RedriveOptions } from '../verbs/dlq.ts';

/** Sends letters on, each to where it belongs. Without --yes it says what it would do. */
export async function dlqRedrive(options: RedriveOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: options.yes === true, signal });
  const planned = await planSelected(session, selection(options), { limit: options.limit, signal });
  const lines = planned.plan.lines();
  if (!options.yes) {
    session.terminal.result({ redriven: false, plan: lines }, describePlan(lines));
    return EXIT.ok;
  }
  const counts = noCounts();
  try {
    await redrivePlanned(session, planned, { rate: options.rate, counts, signal });
  } finally {
    tellRedriven(session, counts, signal.aborted);
  }
  return counts.refused > 0 ? EXIT.failed : EXIT.ok;
}

/** Deletes letters, after it has written them to a file. Without --yes it says which. */
export async function dlqDiscard(options: DiscardOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: options.yes === true, signal });
  const plan = planRedrive();
  const collected = await collectLetters(session, selection(options), {
    limit: options.limit,
    signal,
    onLetter: (letter) => plan.choose(letter),
  });
  if (!collected.selection.narrowed && !options.all) {
    throw new CommandError(
      'Which letters? Nothing was selected.',
      'Select with --queue, --consumer, --code, --entity, --key, --id, --older or --newer, or say --all.',
    );
  }
  const groups = groupLetters(collected.letters);
  if (!options.yes || collected.letters.length === 0) {
    const asked =
      collected.letters.length > 0 ? '\n\nNothing was deleted: --yes writes them to a file and deletes them.' : '';
    session.terminal.result({ discarded: 0, groups }, `${describeGroups(groups)}${asked}`);
    return EXIT.ok;
  }
  const file = await createLettersFile(options.file ?? `headwater-discarded-${Date.now()}.ndjson`);
  try {
    const discarded = await discardChosen(session, collected, plan, file, signal);
    session.terminal.result(
      { discarded, file: file.path },
      `${count(discarded, 'dead letter')} deleted. They are kept in ${file.path}, with whole items.`,
    );
  } finally {
    await file.close();
  }
  return EXIT.ok;
}

export async function discardChosen(
  session: DeployedSession,
  collected: Collected,
  plan: RedrivePlan,
  file: LettersFile,
  signal: AbortSignal,
): Promise<number> {
  let discarded = 0;
  await walkChosen(session, collected, plan, signal, async (letters) => {
    await file.write(letters);
    discarded += letters.length;
    return new Set(letters.map(({ id }) => id));
  });
  return discarded;
}

function tellRedriven({ terminal }: DeployedSession, counts: RedriveCounts, interrupted: boolean): void {
  terminal.result({ redriven: true, interrupted, ...counts }, describeRedriven(counts));
}
