import { openDeployedSession } from '../cloud/session.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { readLedger, whatWaits } from '../../operations/ledger/read-ledger.ts';
import { describeLedger } from '../output/ledger.ts';
import { parseRange } from '../../operations/replay/time-range.ts';
import type { LedgerOptions } from '../verbs/ledger.ts';

/** What entered each stage in a time range and what came out as what. */
export async function ledger(options: LedgerOptions, signal: AbortSignal): Promise<ExitCode> {
  const range = parseRange(options.from, options.to, new Date());
  const session = await openDeployedSession(options, { writes: false, signal });
  const { uncounted, ...sums } = await readLedger(session, range, signal);
  const waiting = sums.balanced ? [] : await whatWaits(session);
  if (!sums.balanced && session.target.kind !== 'aws') {
    session.terminal.note(
      "An emulator may file a function's last log line with its next invocation: write, and look again.",
    );
  }
  session.terminal.result({ ...range, ...sums, uncounted, waiting }, describeLedger(sums, range, waiting));
  return sums.balanced ? EXIT.ok : EXIT.failed;
}
