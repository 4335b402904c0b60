/** The file that `verbs` of the project's definition names. */
import { Command } from 'commander';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HeadwaterError } from '../shared/domain/errors.ts';
import { project } from '../shared/project/project.ts';
import { verbTools } from './make-tools.ts';
import type { AddVerbs, OwnVerbTools } from './verb-tools.ts';

/** What it exports; undefined when the definition names none. @throws HeadwaterError HW_CONFIG */
export async function projectVerbs(): Promise<AddVerbs | undefined> {
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

/**
 * Adds the verbs of the file to the command line.
 * @throws HeadwaterError HW_CONFIG for what the file throws as it adds them, such as a verb that has the name of another
 */
export async function addProjectVerbs(tools: OwnVerbTools): Promise<void> {
  const add = await projectVerbs();
  try {
    add?.(tools);
  } catch (cause) {
    const { reasonOf } = await import('../shared/runtime/load-definition.ts');
    const reason = reasonOf(cause, project().directory);
    throw new HeadwaterError('HW_CONFIG', `verbs: its verbs cannot be added: ${reason}`, { cause });
  }
}

/** What its verbs are called, in the order in which they are added. @throws HeadwaterError HW_CONFIG */
export async function ownVerbNames(): Promise<readonly string[]> {
  const program = new Command();
  const noCloud = () => Promise.reject(new Error('A verb asks for a cloud when it runs, and not when it is added.'));
  await addProjectVerbs({ ...verbTools(program, () => Promise.resolve()), open: noCloud, up: noCloud });
  return program.commands.map((command) => command.name());
}
