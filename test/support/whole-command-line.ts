/** The command line as a film shop's user has it: Headwater's verbs and the shop's own, which do nothing here. */
import type { Command } from 'commander';
import { commandLine, type Verbs, verbTools } from '../../cli/command-line.ts';
import addTheatre from '../../examples/film-shop/verbs.ts';

export function wholeCommandLine(verbs: Verbs): Command {
  const program = commandLine(verbs, () => undefined);
  const noCloud = () => Promise.reject(new Error('no verb runs here'));
  addTheatre({ ...verbTools(program), run: () => Promise.resolve(), open: noCloud, up: noCloud });
  return program;
}
