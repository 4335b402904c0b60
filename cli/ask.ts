/** One of Headwater's own verbs, run by a verb of an app: in the same process, with its answer in place of what it would print. */
import { CommanderError, type Command } from 'commander';
import type { Log } from '../local/progress.ts';
import { runAsked } from './asked.ts';
import { commandLine } from './command-line.ts';
import { checkDeclaredWords } from './declared-words.ts';
import type { DeployedSession } from './cloud/session.ts';
import { CommandError, EXIT, knownFailure, type ExitCode } from './errors.ts';
import { runVerb } from './run-verb.ts';
import { usageMistake } from './output/failure-json.ts';
import type { Terminal } from './output/terminal.ts';
import type { CloudOptions, VerbAnswer } from './verb-tools.ts';

export interface Asked {
  readonly session: DeployedSession;
  /** What the session was opened with. */
  readonly options: CloudOptions;
  readonly signal: AbortSignal;
  readonly onProgress: Log;
}

/**
 * Runs the verb to its end.
 * @throws the signal's reason once it is aborted, when the verb has put its things right; what is a bug
 */
export async function ask(
  words: readonly string[],
  { session, options, signal, onProgress }: Asked,
): Promise<VerbAnswer> {
  signal.throwIfAborted();
  const { terminal, heard } = listener(onProgress);
  let exitCode: ExitCode = EXIT.ok;
  try {
    await runAsked({ terminal, session, options }, async () => {
      const program = commandLine(async (ending, work) => {
        exitCode = await runVerb(ending, signal, () => work(signal));
      });
      program.hook('preAction', async (_, command) => {
        refuseProject(program);
        fillIn(command, options);
        await checkDeclaredWords(command, session.definition);
      });
      await program.parseAsync(words, { from: 'user' });
    });
  } catch (error) {
    signal.throwIfAborted();
    const isHelp = error instanceof CommanderError && error.exitCode === 0;
    if (!isHelp) return failed(error);
  }
  signal.throwIfAborted();
  return { exitCode, json: plain(heard.value), text: heard.lines.join('\n') };
}

interface Heard {
  value: unknown;
  readonly lines: string[];
}

function listener(onProgress: Log): { readonly terminal: Terminal; readonly heard: Heard } {
  const heard: Heard = { value: null, lines: [] };
  const terminal: Terminal = {
    json: false,
    result(value, text) {
      heard.value = value;
      heard.lines.push(text);
    },
    say: (text) => void heard.lines.push(text),
    note: () => undefined,
    log: onProgress,
  };
  return { terminal, heard };
}

/** What a script reads: no dates, nothing undefined. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

/** The modules of verbs have imported a definition already. */
function refuseProject(program: Command): void {
  const [named] = ['config', 'stack'].filter((name) => program.getOptionValue(name) !== undefined);
  if (named === undefined) return;
  throw new CommandError(
    `A verb that is asked works for the same project: --${named} cannot be given.`,
    'Give it to the verb that asks.',
  );
}

/** Which cloud, where the words do not say it: that of the session. */
function fillIn(command: Command, options: CloudOptions): void {
  for (const name of ['stage', 'endpoint', 'aws'] as const) {
    const takes = command.options.some((option) => option.attributeName() === name);
    const said = !['default', undefined].includes(command.getOptionValueSource(name));
    if (takes && !said) command.setOptionValue(name, options[name]);
  }
}

function failed(error: unknown): VerbAnswer {
  const isMistake = error instanceof CommanderError;
  const known = isMistake ? { ...usageMistake(error.message), exitCode: EXIT.unknown } : knownFailure(error);
  if (!known) throw error;
  const { code, message, next, exitCode } = known;
  return { exitCode, json: { error: { code, message, next } }, text: `${message}\n-> ${next}` };
}
