import type { Ending, OwnVerbTools } from 'headwater';
import type { DemoOptions } from './theatre/demo.ts';
import type { DrillOptions } from './theatre/drill.ts';

/** How the plays end when they are interrupted: each puts its things right first. */
const ENDINGS = {
  demo: ends('npx headwater demo goes on; npx headwater down stops the local cloud.'),
  badDay: ends('npx headwater demo --bad-day plays another day, and begins with what this one left.'),
  drill: ends('npx headwater drill plays another, and begins with what this one left.'),
};

/** The verbs of the film shop: what it plays on the local cloud. */
export default function addTheatre({ verb, withCommon, run, up }: OwnVerbTools): void {
  withCommon(
    verb(
      'demo',
      'Play the film shop: load, a day of sales, search, analytics, replay, compare. Brings up the local cloud first.',
      ['demo', 'demo --seed 7', 'demo --bad-day', 'demo --json > demo.json'],
    ),
  )
    .option('--seed <text>', 'what prices, stock and sales are drawn from', 'film-shop')
    .option('--bad-day', 'instead: everything that can go wrong, mended. Exits 1 if anything is lost. Local cloud only')
    .action((options: DemoOptions) =>
      options.badDay
        ? run(ENDINGS.badDay, async (signal) => (await import('./theatre/bad-day.ts')).badDay(options, { up, signal }))
        : run(ENDINGS.demo, async (signal) => (await import('./theatre/demo.ts')).demo(options, { up, signal })),
    );
  withCommon(
    verb(
      'drill',
      'A game day on the local cloud: a purged queue, a deleted index, a changed mapping, a restored table; each found and mended by the commands of the runbook. Exits 1 unless all ends in step. About four minutes.',
      ['drill', 'drill --json > drill.json'],
    ),
  )
    .option('--seed <text>', 'what prices and stock are drawn from when the shop is loaded', 'film-shop')
    .action((options: DrillOptions) =>
      run(ENDINGS.drill, async (signal) => (await import('./theatre/drill.ts')).drill(options, { up, signal })),
    );
}

function ends(left: string): Ending {
  return { left, tidiesUp: true };
}
