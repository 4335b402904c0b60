/** Verbs that a project adds to the command line: `verbs` of its definition names the file whose default export is an AddVerbs. */
import type { Command } from 'commander';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HeadwaterError } from '../shared/domain/errors.ts';
import { project } from '../shared/project/project.ts';
import { verbTools } from './command-line.ts';
import type { AddVerbs, OwnVerbTools, VerbTools } from './verb-tools.ts';

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

async function projectVerbs(): Promise<AddVerbs | undefined> {
  const { config, directory } = project();
  // Imported here: what checks a definition is most of the command line's start, and Headwater's own verbs need none of it for help.
  const { loadDefinition } = await import('../shared/runtime/load-definition.ts');
  const { verbs } = await loadDefinition(config);
  if (verbs === undefined) return undefined;
  const file = join(directory, verbs);
  const exported = (await import(pathToFileURL(file).href).catch((cause: unknown) => {
    throw new HeadwaterError('HW_CONFIG', `verbs: ${file} cannot be read: ${String(cause)}`, { cause });
  })) as { readonly default?: unknown };
  if (typeof exported.default === 'function') return exported.default as AddVerbs;
  throw new HeadwaterError('HW_CONFIG', `verbs: ${file} exports no function as default: see docs/configuration.md`);
}
