import { tidiesUp } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';

export interface DownOptions {
  readonly purge?: boolean | undefined;
  readonly keep?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export function addDown({ verb, run }: VerbTools): void {
  verb('down', 'Stop the local cloud. What was installed is kept.', ['down', 'down --keep', 'down --purge --yes'])
    .option('--keep', 'keep its data: the next up starts with them')
    .option('--purge', 'remove its data and logs as well')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action((options: DownOptions) =>
      run(tidiesUp('npx headwater down goes on; npx headwater status says what still runs.'), async (signal) =>
        (await import('../commands/down.ts')).down(options, signal),
      ),
    );
}
