/** The command line as a film shop's user has it: Headwater's verbs and the shop's own, which do nothing here. */
import type { Command } from 'commander';
import { commandLine, type Verbs, verbTools } from '../../cli/command-line.ts';
import addTheatre from '../../cli/theatre.ts';

export function wholeCommandLine(verbs: Verbs): Command {
  const program = commandLine(verbs, () => undefined);
  addTheatre({ ...verbTools(program), run: () => Promise.resolve() });
  return program;
}
