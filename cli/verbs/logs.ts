/** `headwater logs`: what the functions of a deployment wrote into their logs. */
import { Option } from 'commander';
import type { CommonOptions } from '../cloud/session.ts';
import { ASKS } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';

export interface LogsOptions extends CommonOptions {
  readonly from: string;
  /** The spelling before `--from`. */
  readonly since?: string | undefined;
  readonly errors?: boolean | undefined;
}

export function addLogs({ verb, withCommon, run }: VerbTools): void {
  withCommon(
    verb('logs', "What a function wrote into its log; without a name, each function's last error.", [
      'logs',
      'logs consumer-search --from -1h',
      'logs normalizer-shop --errors --json',
    ]),
  )
    .argument('[function]', 'normalizer-shop, consumer-search, compactor, ...')
    .option('--from <time>', 'how far back: -90s, -15m, -2h, -7d, or a time', '-1h')
    .addOption(new Option('--since <span>').hideHelp())
    .option('--errors', 'only lines that tell of an error')
    .action((name: string | undefined, options: LogsOptions) =>
      run(ASKS, async (signal) => (await import('../commands/logs.ts')).logs(name, options, signal)),
    );
}
