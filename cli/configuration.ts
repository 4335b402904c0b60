import { project } from '../shared/project/project.ts';
import { loadDefinition } from '../shared/runtime/load-definition.ts';

/** Verbs that do their work whatever stands in headwater.config.ts. */
const NEED_NONE: ReadonlySet<string> = new Set(['down', 'doctor', 'discover']);

/**
 * Before a verb runs: the modules of verbs import headwater.config.ts, and what is wrong with it would be told as a bug.
 *
 * @throws HeadwaterError HW_CONFIG
 */
export async function checkConfiguration(verb: string): Promise<void> {
  if (!NEED_NONE.has(verb)) await loadDefinition(project().config);
}
