/** The command line's entry. Each verb is imported when it runs: `--help` needs neither AWS nor OpenSearch. */
import { watchForInterruption } from '../local/interrupt.ts';
import type { Verbs } from './command-line.ts';
import { EXIT, type ExitCode } from './errors.ts';
import { interruptedBy, wasPressed } from './interrupted.ts';
import { runVerb } from './run-verb.ts';
import { ENDINGS } from './left-behind.ts';
import { openProject } from './open-project.ts';
import { ownTemporaryDirectory } from './temporary-directory.ts';

const { signal, interrupt } = watchForInterruption(endNow);

/** What went wrong beside the verb's own work, in nobody's hands: it ends the verb. */
let beside: { readonly error: unknown } | undefined;
for (const event of ['unhandledRejection', 'uncaughtException']) {
  process.on(event, (error: unknown) => {
    // After an abort it is a consequence of that.
    if (signal.aborted) return;
    beside = { error };
    interrupt(error);
  });
}

// `headwater status | head`: a reader that has read enough is no failure. A verb that still works for it is interrupted.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    interrupt(error);
  });
}

const verb =
  <Args extends readonly unknown[]>(name: keyof Verbs, work: (...args: Args) => Promise<ExitCode>) =>
  (...args: Args): Promise<ExitCode> =>
    runVerb(ENDINGS[name], signal, () => work(...args));

const verbs: Verbs = {
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
  compact: verb('compact', async (...args) => (await import('./commands/compact.ts')).compactEntities(...args, signal)),
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
  discover: verb('discover', async (...args) => (await import('./commands/discover.ts')).discover(...args, signal)),
  logs: verb('logs', async (...args) => (await import('./commands/logs.ts')).logs(...args, signal)),
  ledger: verb('ledger', async (...args) => (await import('./commands/ledger.ts')).ledger(...args, signal)),
};

const words = openProject(process.argv.slice(2));

let code: ExitCode = EXIT.ok;
try {
  const { commandLine } = await import('./command-line.ts');
  const program = commandLine(verbs, (ended) => void (code = ended));
  const { addOwnVerbs } = await import('./own-verbs.ts');
  await addOwnVerbs(program, words, async (ending, work) => {
    code = await runVerb(ending, signal, () => work(signal));
  });
  program.hook('preAction', async (_, command) => {
    // Here, where a full or a missing disk is told as any other failure is; and help needs none.
    ownTemporaryDirectory();
    await (await import('./configuration.ts')).checkConfiguration(command.name());
  });
  await program.parseAsync(words, { from: 'user' });
  if (beside) throw beside.error;
} catch (error) {
  code = await exitCodeFor(beside ? beside.error : error);
}
await turnsOfTheLoop();
if (wasPressed(signal) && code !== EXIT.interrupted) {
  code = await exitCodeFor(interruptedBy(undefined, 'The command had ended: what it said holds.'));
}
// Nothing is waited for any more: requests and timers of an interrupted verb are left where they are.
if (signal.aborted) process.exit(code);
process.exitCode = code;

async function exitCodeFor(error: unknown): Promise<ExitCode> {
  const { CommanderError } = await import('commander');
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.unknown;
  return (await import('./output/terminal.ts')).reportFailure(error);
}

/** A Ctrl-C that came at the very end is told of in the next turn, or the one after it. */
async function turnsOfTheLoop(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** At a second Ctrl-C: what was started goes with this process (local/interrupt.ts, atExit). */
function endNow(): void {
  process.stderr.write('Ended at once, and nothing was put right.\n');
  process.exit(EXIT.interrupted);
}
