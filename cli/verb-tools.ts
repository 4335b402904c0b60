/** What verbs are made with: Headwater's own, and those that a project adds. */
import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';

/** How the command line defines verbs. */
export interface VerbTools {
  /** Adds a command, with its examples and the exit codes in its help; `name` may have arguments: `greet <name>`. */
  readonly verb: (name: string, description: string, examples: readonly string[], parent?: Command) => Command;
  /** Adds the options of every verb that asks a cloud: `--aws`, `--endpoint`, `--stage`, `--json`. */
  readonly withCommon: (command: Command) => Command;
  /** Reads an option's whole number, or says which numbers there are. */
  readonly wholeNumber: (least: number, most: number) => (text: string) => number;
}

/** How a verb ends when it is interrupted. */
export interface Ending {
  /** What it leaves behind, and how to go on, where it does not say so itself. */
  readonly left: string;
  /** Whether it is waited for, however long it takes to put its things right. */
  readonly tidiesUp: boolean;
}

/** What a verb of one's own is made with. */
export interface OwnVerbTools extends VerbTools {
  /**
   * Runs its work as that of every verb: Ctrl-C aborts the signal, and the verb ends with 130 and what is left behind.
   * @param work gives the exit code
   */
  readonly run: (ending: Ending, work: (signal: AbortSignal) => Promise<ExitCode>) => Promise<void>;
}

/**
 * Adds a project's verbs to the command line: the default export of the file that `verbs` of the definition names.
 *
 * @example
 * const ENDING = { left: 'Nothing was changed.', tidiesUp: false };
 *
 * export default function addVerbs({ verb, run }: OwnVerbTools): void {
 *   verb('greet', 'Say hello.', ['greet']).action(() =>
 *     run(ENDING, () => {
 *       console.log('hello');
 *       return Promise.resolve(0);
 *     }),
 *   );
 * }
 */
export type AddVerbs = (tools: OwnVerbTools) => void;
