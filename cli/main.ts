/** The command line's entry. Each verb is imported when it runs: `--help` needs neither AWS nor OpenSearch. */
import { watchForInterruption } from '../local/interrupt.ts';
import { EXIT, type ExitCode } from './errors.ts';
import { interruptedBy, wasPressed } from './interrupted.ts';
import { runVerb } from './run-verb.ts';
import { openProject } from './open-project.ts';
import { ownTemporaryDirectory } from './temporary-directory.ts';
import type { VerbTools } from './verb-tools.ts';

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

const words = openProject(process.argv.slice(2));

let code: ExitCode = EXIT.ok;
try {
  const { commandLine } = await import('./command-line.ts');
  const run: VerbTools['run'] = async (ending, work) => {
    code = await runVerb(ending, signal, () => work(signal));
  };
  const program = commandLine(run);
  const own = new Set(program.commands.flatMap((verb) => [verb, ...verb.commands]));
  const { addOwnVerbs } = await import('./own-verbs.ts');
  await addOwnVerbs(program, words, run);
  program.hook('preAction', async (_, command) => {
    // Here, where a full or a missing disk is told as any other failure is; and help needs none.
    ownTemporaryDirectory();
    await (await import('./configuration.ts')).checkConfiguration(command, own.has(command));
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
