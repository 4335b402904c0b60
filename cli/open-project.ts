import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { project } from '../shared/project/project.ts';

/**
 * Before any verb's module is imported: says which definition they work for, and where what they make goes. Processes that they start
 * find both in the environment.
 *
 * @returns the words without `--config <file>`, which may stand before or after the verb
 */
export function openProject(words: readonly string[]): string[] {
  const rest = takeConfig(words);
  provideConfig();
  try {
    process.env['HEADWATER_LOCAL_ROOT'] ??= join(project().root, '.local');
  } catch {
    // There is no project: a verb that needs one says so, and help needs none.
  }
  return rest;
}

/** From here on `headwater:config` is the project's definition, in every module that is imported later. */
export function provideConfig(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier === 'headwater:config' ? pathToFileURL(project().config).href : specifier, context),
  });
}

function takeConfig(words: readonly string[]): string[] {
  const at = words.findIndex((word) => word === '--config' || word.startsWith('--config='));
  const [word = '', next] = words.slice(at === -1 ? words.length : at);
  const apart = word === '--config';
  const file = apart ? next : word.slice('--config='.length);
  // Left where it is, commander says that its file is missing.
  if (at === -1 || file === undefined || file === '') return [...words];
  process.env['HEADWATER_CONFIG'] = resolve(file);
  return words.toSpliced(at, apart ? 2 : 1);
}
