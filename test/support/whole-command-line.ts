/** The command line as a film shop's user has it: Headwater's verbs and the shop's own. What is asked for is told, and not done. */
import type { Command } from 'commander';
import { commandLine, verbTools } from '../../cli/command-line.ts';
import type { VerbTools } from '../../cli/verb-tools.ts';
import addTheatre from '../../examples/film-shop/verbs.ts';

/** A verb as the command line understood it. */
export interface Called {
  /** Such as `dlq list`. */
  readonly verb: string;
  readonly args: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>>;
}

const doNothing: VerbTools['run'] = () => Promise.resolve();

export function wholeCommandLine(onCall: (called: Called) => void = () => undefined): Command {
  const program = commandLine(doNothing);
  const noCloud = () => Promise.reject(new Error('no verb runs here'));
  addTheatre({ ...verbTools(program, doNothing), open: noCloud, up: noCloud });
  program.hook('preAction', (_, command) => {
    onCall({ verb: pathOf(command), args: command.processedArgs, options: command.opts() });
  });
  return program;
}

/** @throws CommanderError for what the command line does not understand */
export async function calledBy(words: readonly string[]): Promise<Called | undefined> {
  const calls: Called[] = [];
  const program = wholeCommandLine((called) => calls.push(called));
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])])
    command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  await program.parseAsync(words, { from: 'user' });
  return calls[0];
}

function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${parent.name()} ${command.name()}` : command.name();
}
