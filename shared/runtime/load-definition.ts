import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { madeDefinition } from '../domain/definition/define.ts';
import type { HeadwaterDefinition } from '../domain/definition/headwater.ts';
import { isRecord, shown } from '../domain/definition/shape.ts';
import { HeadwaterError } from '../domain/errors.ts';

/**
 * The definition that headwater.config.ts exports, for whoever loads it at run time: the CDK app and the command line.
 *
 * @param config the file: absolute
 * @throws HeadwaterError HW_CONFIG for whatever is wrong with the file, in sentences: none of it is a bug of Headwater's
 */
export async function loadDefinition(config: string): Promise<HeadwaterDefinition> {
  let exported: unknown;
  try {
    const module = await imported(config);
    exported = 'default' in module ? module.default : undefined;
  } catch (error) {
    if (error instanceof HeadwaterError && error.code === 'HW_CONFIG') throw error;
    throw new HeadwaterError('HW_CONFIG', `headwater.config.ts cannot be read: ${reasonOf(error, dirname(config))}`, {
      cause: error,
    });
  }
  const definition = madeDefinition(exported);
  if (definition) return definition;
  const what = `headwater.config.ts ${exportedAs(exported)}`;
  throw new HeadwaterError('HW_CONFIG', `${what}: write export default defineHeadwater({ ... })`);
}

/** A file that loops leaves no turn to who watches for Ctrl-C: while it is read, a signal ends the process at once. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Imports it. A file that ends the process, or waits for what never comes, would end a verb without a word, and with its exit code. */
async function imported(config: string): Promise<object> {
  const { promise, reject } = Promise.withResolvers<never>();
  const refusal = (what: string): HeadwaterError => new HeadwaterError('HW_CONFIG', `headwater.config.ts ${what}`);
  const waitsForNothing = (): void => reject(refusal('waits at an `await` for what never comes'));
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    const refused = refusal(`calls process.exit(${code ?? ''}): throw an Error there that says what is wrong`);
    reject(refused);
    throw refused;
  };
  process.once('beforeExit', waitsForNothing);
  const watched = SIGNALS.map((signal) => [signal, process.listeners(signal)] as const);
  for (const signal of SIGNALS) process.removeAllListeners(signal);
  try {
    return await Promise.race([import(pathToFileURL(config).href) as Promise<object>, promise]);
  } finally {
    process.exit = exit;
    process.off('beforeExit', waitsForNothing);
    for (const [signal, listeners] of watched) for (const listener of listeners) process.on(signal, listener);
  }
}

function exportedAs(exported: unknown): string {
  if (exported === undefined) return 'has no default export';
  const made = 'that defineHeadwater did not make';
  return isRecord(exported) ? `exports an object ${made}` : `exports ${shown(exported)} as default`;
}

/** `examples/film.ts:12: film is not defined`: what an error of a user's file says, and where. @param root the folder that paths are told from */
export function reasonOf(error: unknown, root: string): string {
  if (!(error instanceof Error)) return String(error);
  const message = fromRoot(error.message, root).split('\n')[0] ?? '';
  const place = placeOf(error.stack ?? '', root);
  return place === undefined ? message : `${place}: ${message}`;
}

/** The first place in a file of the user's, of a stack or of what a parser puts before it. */
function placeOf(stack: string, root: string): string | undefined {
  const places = fromRoot(stack, root).matchAll(/(?:^|[\s(])((?:[\w.@-]+\/)*[\w.-]+\.ts:\d+)/gm);
  return Array.from(places, ([, place = '']) => place).find((place) => !/^(shared|node_modules)\//.test(place));
}

function fromRoot(text: string, root: string): string {
  return text.replaceAll(/file:\/\//g, '').replaceAll(`${root.replace(/\/$/, '')}/`, '');
}
