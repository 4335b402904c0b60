import { ASKS } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import type { CommonOptions } from '../cloud/session.ts';

export interface LedgerOptions extends CommonOptions {
  readonly from: string;
  readonly to: string;
}

export function addLedger(tools: VerbTools): void {
  tools
    .withCommon(
      tools.verb('ledger', 'What entered each stage, and what came out as what. Exits 1 if the sums differ.', [
        'ledger --from -1h',
        'ledger --from 2026-11-23T18:00:00Z --to 2026-11-23T19:00:00Z --json',
      ]),
    )
    .requiredOption('--from <time>', 'start: ISO 8601, or relative such as -90s, -30m, -2h, -7d')
    .option('--to <time>', 'end: the same, or now', 'now')
    .action((options: LedgerOptions) =>
      tools.run(ASKS, async (signal) => (await import('../commands/ledger.ts')).ledger(options, signal)),
    );
}
