import type { Command } from 'commander';
import type { VerbTools } from '../verb-tools.ts';

export const MOST_EXAMPLES = 1_000;
const MOST_GRACE_SECONDS = 3_600;

/** Which copies, and when a difference counts. */
export function withSelection(command: Command, { withCommon, wholeNumber }: VerbTools): Command {
  return withCommon(command)
    .option('--consumer <name>', 'of headwater.config.ts; by default all that keep something to compare')
    .option('--entity <name>', 'film, stock, ...')
    .option('--grace <seconds>', 'until a difference is looked at again', wholeNumber(0, MOST_GRACE_SECONDS), 15)
    .option('--no-history', 'do without the history of the analytics copy: faster, tells less');
}
