/** The command line's entry. Each verb is imported when it runs: `--help` needs neither AWS nor OpenSearch. */
import { CommanderError } from 'commander';
import { commandLine } from './command-line.ts';
import { EXIT, type ExitCode } from './errors.ts';

const program = commandLine(
  {
    up: async (...args) => (await import('./commands/up.ts')).up(...args),
    down: async (...args) => (await import('./commands/down.ts')).down(...args),
    status: async (...args) => (await import('./commands/status.ts')).status(...args),
    demo: async (...args) => (await import('./commands/demo.ts')).demo(...args),
    badDay: async (...args) => (await import('./commands/bad-day.ts')).badDay(...args),
    drill: async (...args) => (await import('./commands/drill.ts')).drill(...args),
    searchSetup: async (...args) => (await import('./commands/search-setup.ts')).searchSetup(...args),
    search: async (...args) => (await import('./commands/search.ts')).search(...args),
    get: async (...args) => (await import('./commands/get.ts')).get(...args),
    replay: async (...args) => (await import('./commands/replay.ts')).replay(...args),
    backfill: async (...args) => (await import('./commands/backfill.ts')).backfill(...args),
    compact: async (...args) => (await import('./commands/compact.ts')).compactEntities(...args),
    replayList: async (...args) => (await import('./commands/replays.ts')).replayList(...args),
    replayStatus: async (...args) => (await import('./commands/replays.ts')).replayStatus(...args),
    replayCancel: async (...args) => (await import('./commands/replays.ts')).replayCancel(...args),
    reindex: async (...args) => (await import('./commands/reindex.ts')).reindex(...args),
    schemas: async (...args) => (await import('./commands/schemas.ts')).schemas(...args),
    dlqList: async (...args) => (await import('./commands/dlq.ts')).dlqList(...args),
    dlqShow: async (...args) => (await import('./commands/dlq.ts')).dlqShow(...args),
    dlqExport: async (...args) => (await import('./commands/dlq.ts')).dlqExport(...args),
    dlqRedrive: async (...args) => (await import('./commands/dlq-redrive.ts')).dlqRedrive(...args),
    dlqDiscard: async (...args) => (await import('./commands/dlq-redrive.ts')).dlqDiscard(...args),
    verify: async (...args) => (await import('./commands/verify.ts')).verify(...args),
    repair: async (...args) => (await import('./commands/repair.ts')).repair(...args),
    query: async (...args) => (await import('./commands/query.ts')).query(...args),
    history: async (...args) => (await import('./commands/history.ts')).history(...args),
    forget: async (...args) => (await import('./commands/forget.ts')).forget(...args),
    ledger: async (...args) => (await import('./commands/ledger.ts')).ledger(...args),
  },
  exit,
);

// `headwater status | head`: a reader that has read enough is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.ok);
});

program.hook('preAction', async (_, verb) => (await import('./configuration.ts')).checkConfiguration(verb.name()));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) exit(error.exitCode === 0 ? EXIT.ok : EXIT.unknown);
  else exit((await import('./output/terminal.ts')).reportFailure(error));
}

function exit(code: ExitCode): void {
  process.exitCode = code;
}
