import type { CommonOptions } from '../cloud/session.ts';
import { tidiesUp } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';

export function addUp({ verb, withCommon, run }: VerbTools): void {
  withCommon(
    verb('up', 'Start the local cloud and deploy to it, or deploy to --endpoint.', [
      'up',
      'up --stage prod',
      'up --endpoint http://localhost:4566',
    ]),
  ).action((options: CommonOptions) =>
    run(
      tidiesUp('What is complete is kept: npx headwater up goes on. npx headwater down stops what runs.'),
      async (signal) => (await import('../commands/up.ts')).up(options, signal),
    ),
  );
}
