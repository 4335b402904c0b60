import type { Command } from 'commander';
import { project } from '../shared/project/project.ts';
import { loadDefinition } from '../shared/runtime/load-definition.ts';
import { checkDeclaredWords } from './declared-words.ts';

/** Verbs that do their work whatever stands in headwater.config.ts. */
const NEED_NONE: ReadonlySet<string> = new Set(['down', 'doctor', 'discover']);

/**
 * Before a verb runs: the modules of verbs import headwater.config.ts, and what is wrong with it would be told as a bug. And whether its
 * words name what is declared there, unless it is a verb of the project's own.
 *
 * @throws HeadwaterError HW_CONFIG; OperationError for a word that names nothing
 */
export async function checkConfiguration(command: Command, isOwn: boolean): Promise<void> {
  if (NEED_NONE.has(command.name())) return;
  const definition = await loadDefinition(project().config);
  if (isOwn) await checkDeclaredWords(command, definition);
}
