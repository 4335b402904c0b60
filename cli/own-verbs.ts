/** Verbs that a project adds to the command line: `verbs` of its definition names the file whose default export is an AddVerbs. */
import type { Command } from 'commander';
import { verbTools } from './make-tools.ts';
import { projectVerbs } from './project-verbs.ts';
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
    const add = await projectVerbs();
    add?.({ ...verbTools(program, run), open, up });
  } catch (error) {
    if (!helps) throw error;
  }
}

// Imported when they are called: help needs no AWS.
const open: OwnVerbTools['open'] = async (...args) => (await import('./open-cloud.ts')).openCloud(...args);
const up: OwnVerbTools['up'] = async (...args) => (await import('./open-cloud.ts')).upCloud(...args);
