/** What each verb of the command line does: imported when it runs, as `--help` needs neither AWS nor OpenSearch. */
import type { Verbs } from './command-line.ts';
import type { ExitCode } from './errors.ts';
import { ENDINGS } from './left-behind.ts';
import { runVerb } from './run-verb.ts';

/** @param signal ends whichever runs */
export function verbsOf(signal: AbortSignal): Verbs {
  const verb =
    <Args extends readonly unknown[]>(name: keyof Verbs, work: (...args: Args) => Promise<ExitCode>) =>
    (...args: Args): Promise<ExitCode> =>
      runVerb(ENDINGS[name], signal, () => work(...args));

  return {
    up: verb('up', async (...args) => (await import('./commands/up.ts')).up(...args, signal)),
    down: verb('down', async (...args) => (await import('./commands/down.ts')).down(...args, signal)),
    status: verb('status', async (...args) => (await import('./commands/status.ts')).status(...args, signal)),
    searchSetup: verb('searchSetup', async (...args) =>
      (await import('./commands/search-setup.ts')).searchSetup(...args, signal),
    ),
    search: verb('search', async (...args) => (await import('./commands/search.ts')).search(...args, signal)),
    get: verb('get', async (...args) => (await import('./commands/get.ts')).get(...args, signal)),
    replay: verb('replay', async (...args) => (await import('./commands/replay.ts')).replay(...args, signal)),
    backfill: verb('backfill', async (...args) => (await import('./commands/backfill.ts')).backfill(...args, signal)),
    compact: verb('compact', async (...args) =>
      (await import('./commands/compact.ts')).compactEntities(...args, signal),
    ),
    replayList: verb('replayList', async (...args) =>
      (await import('./commands/replays.ts')).replayList(...args, signal),
    ),
    replayStatus: verb('replayStatus', async (...args) =>
      (await import('./commands/replays.ts')).replayStatus(...args, signal),
    ),
    replayCancel: verb('replayCancel', async (...args) =>
      (await import('./commands/replays.ts')).replayCancel(...args, signal),
    ),
    reindex: verb('reindex', async (...args) => (await import('./commands/reindex.ts')).reindex(...args, signal)),
    schemas: verb('schemas', async (...args) => (await import('./commands/schemas.ts')).schemas(...args)),
    dlqList: verb('dlqList', async (...args) => (await import('./commands/dlq.ts')).dlqList(...args, signal)),
    dlqShow: verb('dlqShow', async (...args) => (await import('./commands/dlq.ts')).dlqShow(...args, signal)),
    dlqExport: verb('dlqExport', async (...args) => (await import('./commands/dlq.ts')).dlqExport(...args, signal)),
    dlqRedrive: verb('dlqRedrive', async (...args) =>
      (await import('./commands/dlq-redrive.ts')).dlqRedrive(...args, signal),
    ),
    dlqDiscard: verb('dlqDiscard', async (...args) =>
      (await import('./commands/dlq-redrive.ts')).dlqDiscard(...args, signal),
    ),
    verify: verb('verify', async (...args) => (await import('./commands/verify.ts')).verify(...args, signal)),
    repair: verb('repair', async (...args) => (await import('./commands/repair.ts')).repair(...args, signal)),
    query: verb('query', async (...args) => (await import('./commands/query.ts')).query(...args, signal)),
    history: verb('history', async (...args) => (await import('./commands/history.ts')).history(...args, signal)),
    forget: verb('forget', async (...args) => (await import('./commands/forget.ts')).forget(...args, signal)),
    setAside: verb('setAside', async (...args) => (await import('./commands/set-aside.ts')).setAside(...args, signal)),
    logs: verb('logs', async (...args) => (await import('./commands/logs.ts')).logs(...args, signal)),
    ledger: verb('ledger', async (...args) => (await import('./commands/ledger.ts')).ledger(...args, signal)),
  };
}
