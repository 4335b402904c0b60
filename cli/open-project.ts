import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { project } from '../shared/project/project.ts';

/**
 * Before any verb's module is imported: says which definition they work for, and where what they make goes. Processes that they start
 * find both in the environment.
 *
 * @returns the words without `--config <file>` and `--stack <name>`, which may stand before or after the verb
 */
export function openProject(words: readonly string[]): string[] {
  const config = take(words, '--config');
  const stack = take(config.rest, '--stack');
  if (config.value !== undefined) process.env['HEADWATER_CONFIG'] = resolve(config.value);
  if (stack.value !== undefined) process.env['HEADWATER_STACK'] = stack.value;
  provideConfig();
  try {
    process.env['HEADWATER_LOCAL_ROOT'] ??= join(project().root, '.local');
  } catch {
    // There is no project: a verb that needs one says so, and help needs none.
  }
  return stack.rest;
}

/** From here on `headwater:config` is the project's definition, in every module that is imported later. */
export function provideConfig(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier === 'headwater:config' ? pathToFileURL(project().config).href : specifier, context),
  });
}

/** Takes `--name value` or `--name=value` out of the words, wherever it stands before a `--`. */
function take(words: readonly string[], name: string): { readonly value?: string; readonly rest: string[] } {
  const end = words.indexOf('--');
  const options = end === -1 ? words : words.slice(0, end);
  const at = options.findIndex((word) => word === name || word.startsWith(`${name}=`));
  const [word = '', next] = options.slice(at === -1 ? options.length : at);
  const apart = word === name;
  const value = apart ? next : word.slice(name.length + 1);
  // Left where it is, commander says that its value is missing.
  if (at === -1 || value === undefined || value === '') return { rest: [...words] };
  return { value, rest: words.toSpliced(at, apart ? 2 : 1) };
}
