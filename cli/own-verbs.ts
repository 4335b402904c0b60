/** Verbs that a project adds to the command line: `verbs` of its definition names the file whose default export is an AddVerbs. */
import type { Command } from 'commander';
import { verbTools } from './make-tools.ts';
import { projectNear } from '../shared/project/find-project.ts';
import { addProjectVerbs } from './project-verbs.ts';
import type { OwnVerbTools, VerbTools } from './verb-tools.ts';

/**
 * Adds the project's verbs, when the words name none of Headwater's own: those need not read the definition first.
 * @throws HeadwaterError HW_CONFIG for what is wrong with the definition or the file, unless help is asked for, which needs neither
 */
export async function addOwnVerbs(program: Command, words: readonly string[], run: VerbTools['run']): Promise<void> {
  const [first] = words;
  const helps = first === undefined || ['help', '--help', '-h'].includes(first);
  if (!helps && (first.startsWith('-') || program.commands.some((command) => command.name() === first))) return;
  try {
    // Without a project a word is none of its verbs: the command line says so, and what is like it.
    if (process.env['HEADWATER_CONFIG'] === undefined && !projectNear(process.cwd())) return;
    await addProjectVerbs({ ...verbTools(program, itsOwn(run)), open, up });
  } catch (error) {
    if (!helps) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The verbs of this project are not listed: ${reason}\n\n`);
  }
}

/** What a verb of the project throws is no bug of Headwater's. */
function itsOwn(run: VerbTools['run']): VerbTools['run'] {
  return (ending, work) =>
    run(ending, async (signal) => {
      try {
        return await work(signal);
      } catch (error) {
        const { CommandError, knownFailure } = await import('./errors.ts');
        if (signal.aborted || knownFailure(error)) throw error;
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        const message = error instanceof Error ? error.message : String(error);
        throw new CommandError(`This verb of the project threw: ${message}`, NEXT, { cause: error });
      }
    });
}

const NEXT = 'Mend it there. An error that has `next` and `exitCode` is told without a stack: docs/package.md.';

// Imported when they are called: help needs no AWS.
const open: OwnVerbTools['open'] = async (...args) => (await import('./open-cloud.ts')).openCloud(...args);
const up: OwnVerbTools['up'] = async (...args) => (await import('./open-cloud.ts')).upCloud(...args);
