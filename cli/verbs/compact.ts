import { leaves } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';
import type { CommonOptions } from '../cloud/session.ts';

export interface CompactCommandOptions extends CommonOptions {
  readonly dryRun?: boolean | undefined;
  readonly gatherOlderThan?: string | undefined;
  readonly removePartsAfter?: string | undefined;
}

export function addCompact({ verb, withCommon, run }: VerbTools): void {
  withCommon(
    verb(
      'compact',
      'Compact the analytics copy now, as the function does hourly: history to a snapshot, old history to larger objects.',
      ['compact', 'compact film --dry-run', 'compact --gather-older-than 0s'],
    ),
  )
    .argument('[entity]', 'film, stock, ...; all of them when none is named')
    .option('--dry-run', 'say what it would take in, gather and remove, and do nothing')
    .option('--gather-older-than <span>', 'hours of history that began longer ago become larger objects (default: 1d)')
    .option(
      '--remove-parts-after <span>',
      'when the small objects go; who has listed them fails sooner than that (default: 1h)',
    )
    .action((entity: string | undefined, options: CompactCommandOptions) =>
      run(leaves('What is complete is kept. The same command goes on.'), async (signal) =>
        (await import('../commands/compact.ts')).compactEntities(entity, options, signal),
      ),
    );
}
