import type { Command } from 'commander';
import type { CommonOptions } from '../cloud/session.ts';
import { ASKS, leaves } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';

export interface ReplayOptions extends CommonOptions {
  readonly from?: string | undefined;
  readonly to: string;
  readonly consumer: readonly string[];
  readonly entity: readonly string[];
  /** Whether to wait until the archive has the whole range. */
  readonly wait?: boolean | undefined;
  /** Whether to leave it to itself once it has started. */
  readonly detach?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

export interface ReplayListOptions extends CommonOptions {
  readonly limit: number;
}

export interface ReplayStatusOptions extends CommonOptions {
  readonly watch?: boolean | undefined;
}

export function addReplay(tools: VerbTools): void {
  const replay = tools
    .withCommon(
      tools.verb('replay', 'Send archived events to chosen consumers again. Dry without --yes.', [
        'replay --from start --consumer search',
        'replay --from -2h --consumer search --consumer analytics --yes',
        'replay --from 2026-11-23T18:00:00Z --to 2026-11-23T19:00:00Z --consumer analytics --yes --detach',
        'replay list',
      ]),
    )
    .option('--from <time>', 'written since: ISO 8601, relative such as -30m, -2h, -7d, or start (of the archive)')
    .option('--to <time>', 'written until: the same, or now', 'now')
    .option('--consumer <name>', 'who gets the events; more than one may be named', collect, [])
    .option('--entity <name>', 'refuse to touch any other entity; more than one may be named', collect, [])
    .option('--wait', 'wait until the archive has all of the range: on AWS ten minutes after its end')
    .option('--detach', 'do not follow it to its end')
    .option('--yes', 'do it')
    // An option after the name of a verb below is that verb's own.
    .enablePositionalOptions()
    .action((options: ReplayOptions) =>
      tools.run(
        leaves('npx headwater replay list says whether a replay goes on in the cloud; replay cancel ends it.'),
        async (signal) => (await import('../commands/replay.ts')).replay(options, signal),
      ),
    );
  addReplayLooks(replay, tools);
}

function addReplayLooks(replay: Command, { verb, withCommon, wholeNumber, run }: VerbTools) {
  withCommon(verb('list', 'The newest replays, and how far they are.', ['replay list', 'replay list --json'], replay))
    .option('--limit <n>', 'how many', wholeNumber(1, 1_000), 10)
    .action((options: ReplayListOptions) =>
      run(ASKS, async (signal) => (await import('../commands/replays.ts')).replayList(options, signal)),
    );
  const looks = ['replay status search-20261124180211042', 'replay status search-20261124180211042 --watch'];
  withCommon(verb('status', 'How far one replay is. Exits 1 when it failed or was cancelled.', looks, replay))
    .argument('<name>', 'as `replay list` shows it')
    .option('--watch', 'stay until its consumers have taken it in')
    .action((name: string, options: ReplayStatusOptions) =>
      run(ASKS, async (signal) => (await import('../commands/replays.ts')).replayStatus(name, options, signal)),
    );
  const ends = ['replay cancel search-20261124180211042'];
  withCommon(verb('cancel', 'End a replay. What it has delivered stays delivered.', ends, replay))
    .argument('<name>', 'as `replay list` shows it')
    .action((name: string, options: CommonOptions) =>
      run(leaves('npx headwater replay list says whether it was cancelled.'), async (signal) =>
        (await import('../commands/replays.ts')).replayCancel(name, options, signal),
      ),
    );
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
