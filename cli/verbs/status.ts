import { ASKS } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import type { CommonOptions } from '../cloud/session.ts';

export interface StatusOptions extends CommonOptions {
  readonly verbose?: boolean | undefined;
}

export function addStatus({ verb, withCommon, run }: VerbTools): void {
  withCommon(
    verb(
      'status',
      'What is deployed: queues with their messages, indices. Exits 1 when a table is not read, an index is closed, or a function fails.',
      ['status', 'status --json | jq .queues', 'status --aws --stage prod'],
    ),
  )
    .option('--verbose', 'list what this cloud cannot provision')
    .action((options: StatusOptions) =>
      run(ASKS, async (signal) => (await import('../commands/status.ts')).status(options, signal)),
    );
}
