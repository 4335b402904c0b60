import type { MendCounts } from '../../operations/repair/mend.ts';
import { repairCopies } from '../../operations/repair/repair.ts';
import { openCopies } from '../../operations/verify/open-copies.ts';
import { keysTyped } from '../../operations/verify/typed-keys.ts';
import { openDeployedSession } from '../cloud/session.ts';
import { collectEarly } from '../collect-early.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { describeFalse } from '../output/false-change.ts';
import { describeMending, describeRepair } from '../output/repair.ts';
import type { RepairOptions } from '../verbs/repair.ts';

/** Sends the rows of the table, or their absence, to the copies that are not in step, and looks whether that mended them. */
export async function repair(options: RepairOptions, signal: AbortSignal): Promise<ExitCode> {
  collectEarly();
  if (options.key !== undefined && options.from !== undefined) {
    throw new CommandError('--key and --from exclude each other.', 'Leave one of them out.');
  }
  const dry = !options.yes;
  const session = await openDeployedSession(options, { writes: !dry, signal });
  using opened = await openCopies(session, { ...options, signal });
  const typed = options.key && (await keysTyped(session, opened, options.key));
  const { copies, falseChanges, verified } = await repairCopies(session, opened, { ...options, typed, dry, signal });
  const falseOnes = falseChanges.length > 0 && { falseChanges };
  if (!verified) {
    const { unreadable } = opened;
    const report = { dry, copies, ...falseOnes, ...(unreadable.length > 0 && { unreadable }) };
    session.terminal.result(
      report,
      [...falseChanges.map(describeFalse), describeRepair(copies, unreadable)].join('\n'),
    );
    if (copies.some(isDrifted) || falseChanges.length > 0) return EXIT.failed;
    return unreadable.length > 0 ? EXIT.unknown : EXIT.ok;
  }
  // A change that may be false stays a finding, also where no store shows it.
  const open = falseChanges.filter(({ isSure }) => !isSure);
  const text = [describeMending(copies, verified), ...open.map(describeFalse)].join('\n');
  session.terminal.result({ dry, copies, verified, ...falseOnes }, text);
  if (!verified.inStep || open.length > 0) return EXIT.failed;
  return verified.decided ? EXIT.ok : EXIT.unknown;
}

function isDrifted({ kinds, beyond, refusedRows }: MendCounts): boolean {
  return Object.keys(kinds).length > 0 || beyond.length > 0 || refusedRows > 0;
}
