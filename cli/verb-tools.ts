/** What verbs are made with: Headwater's own, and those that a project adds. */
import type { Command } from 'commander';
import type { Progress } from '../local/progress.ts';
import type { Deployment } from '../shared/runtime/deployment.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Terminal } from './output/terminal.ts';

/** How a verb ends when it is interrupted. */
export interface Ending {
  /** What it leaves behind, and how to go on, where it does not say so itself. */
  readonly left: string;
  /** Whether it is waited for, however long it takes to put its things right. */
  readonly tidiesUp: boolean;
}

/** How the command line defines verbs. */
export interface VerbTools {
  /** Adds a command, with its examples and the exit codes in its help; `name` may have arguments: `greet <name>`. */
  readonly verb: (name: string, description: string, examples: readonly string[], parent?: Command) => Command;
  /** Adds the options of every verb that asks a cloud: `--aws`, `--endpoint`, `--stage`, `--json`. */
  readonly withCommon: (command: Command) => Command;
  /** Reads an option's whole number, or says which numbers there are. */
  readonly wholeNumber: (least: number, most: number) => (text: string) => number;
  /**
   * Runs its work as that of every verb: Ctrl-C aborts the signal, and the verb ends with 130 and what is left behind.
   * @param work gives the exit code
   */
  readonly run: (ending: Ending, work: (signal: AbortSignal) => Promise<ExitCode>) => Promise<void>;
}

/** Which cloud, and how to answer: the options that `withCommon` adds. */
export interface CloudOptions {
  readonly stage: string;
  readonly endpoint?: string | undefined;
  readonly aws?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** How a verb wants to work with a cloud. */
export interface Opening {
  /** Whether it changes anything: then it never goes on to AWS without `--aws`. */
  readonly writes: boolean;
  /** As `run` gives it. */
  readonly signal: AbortSignal;
}

/** An error that says what to do next: told without a stack. Any error is one that has these. */
export interface VerbFailure extends Error {
  readonly next: string;
  readonly exitCode: ExitCode;
  /** For scripts, with `--json`. @default HW_COMMAND */
  readonly code?: string;
}

/** What one of Headwater's own verbs answered. */
export interface VerbAnswer {
  readonly exitCode: ExitCode;
  /** What it prints with `--json`; `{ error: { code, message, next } }` when it failed. Of unknown shape: read it as you read a file. */
  readonly json: unknown;
  /** What it prints without `--json`, without colours; what it complains of when it failed. */
  readonly text: string;
}

/** How a verb of Headwater's own is asked. */
export interface AskOptions {
  /** Ends it early. @default the signal that the cloud was opened with */
  readonly signal?: AbortSignal;
  /** Told how far it is: what a person sees on stderr. */
  readonly onProgress?: (line: Progress) => void;
}

/** A cloud, and what is deployed there. */
export interface OpenCloud {
  /** `local` is the one that `headwater up` runs, `endpoint` an emulator that somebody named. */
  readonly kind: 'local' | 'endpoint' | 'aws';
  /** For any client of the AWS SDK. An emulator's S3 wants `forcePathStyle` beside them. */
  readonly clientSettings: {
    readonly region: string;
    readonly endpoint?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** The stage, and the names and addresses of what is deployed. */
  readonly deployment: Deployment;
  readonly terminal: Terminal;
  /** Absolute path of `.local`, for what the project makes and does not commit. It may not be there yet. */
  readonly folder: string;
  /**
   * Runs one of Headwater's own verbs on this cloud, by the words that one types: `['verify', '--grace', '5']`.
   * It throws when the signal is aborted, once the verb has put its things right; what else goes wrong is an answer.
   */
  readonly headwater: (words: readonly string[], options?: AskOptions) => Promise<VerbAnswer>;
  /** Does `work` while no other verb of this project works alone: it is waited for. `headwater up` and what only looks go on beside it. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What a verb of one's own is made with. */
export interface OwnVerbTools extends VerbTools {
  /** Chooses the cloud as every verb does, and reads what is deployed there. It throws a VerbFailure when there is nothing. */
  readonly open: (options: CloudOptions, opening: Opening) => Promise<OpenCloud>;
  /** Brings up the local cloud with what is defined deployed, or deploys to the endpoint that was named: as `headwater up` does. */
  readonly up: (options: CloudOptions, signal: AbortSignal) => Promise<OpenCloud>;
}

/**
 * Adds a project's verbs to the command line: the default export of the file that `verbs` of the definition names.
 *
 * @example
 * const ENDING = { left: 'Nothing was changed.', tidiesUp: false };
 *
 * export default function addVerbs({ verb, withCommon, run, open }: OwnVerbTools): void {
 *   withCommon(verb('films', 'How many films can be found?', ['films'])).action((options: CloudOptions) =>
 *     run(ENDING, async (signal) => {
 *       const { headwater, terminal } = await open(options, { writes: false, signal });
 *       const { exitCode, json, text } = await headwater(['search', 'film', '*', '--size', '1']);
 *       terminal.result(json, text);
 *       return exitCode;
 *     }),
 *   );
 * }
 */
export type AddVerbs = (tools: OwnVerbTools) => void;
