import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { runSeed } from '../run-seed.ts';
import type { tellFailure } from '../tell.ts';
import type { Mutant } from './list.ts';

export interface Simulation {
  readonly runSeed: typeof runSeed;
  readonly tellFailure: typeof tellFailure;
}

const ROOT = new URL('../../../', import.meta.url).href;
const QUERY = /\?mutant=([\w-]+)$/;
const mutants = new Map<string, Mutant>();

/**
 * The simulation on the shipped code, or with one mutant: then all files of the project are loaded anew for it (their
 * addresses carry its name), and in one of them the line that ships is replaced.
 *
 * @throws Error when the mutant's text does not stand in its file exactly once: the code has moved on, and so must the mutant
 */
export async function loadSimulation(mutant?: Mutant): Promise<Simulation> {
  const query = mutant === undefined ? '' : `?mutant=${mutant.name}`;
  if (mutant) {
    if (mutants.size === 0) registerHooks({ resolve, load });
    mutants.set(mutant.name, mutant);
    mutated(mutant);
  }
  const run = (await import(`${ROOT}test/simulation/run-seed.ts${query}`)) as Pick<Simulation, 'runSeed'>;
  const tell = (await import(`${ROOT}test/simulation/tell.ts${query}`)) as Pick<Simulation, 'tellFailure'>;
  return { runSeed: run.runSeed, tellFailure: tell.tellFailure };
}

/** The text of the mutant's file with its fault. */
export function mutated({ name, file, find, replace }: Mutant): string {
  const source = readFileSync(fileURLToPath(new URL(file, ROOT)), 'utf8');
  const parts = source.split(find);
  const [before, after] = parts;
  if (parts.length !== 2 || before === undefined || after === undefined) {
    throw new Error(`mutant ${name}: its text stands ${parts.length - 1} times in ${file}, not once`);
  }
  return before + replace + after;
}

type Hooks = Required<Parameters<typeof registerHooks>[0]>;

/** What a file of a mutant imports belongs to the mutant, except packages. */
const resolve: Hooks['resolve'] = (specifier, context, next) => {
  const resolved = next(specifier, context);
  const query = QUERY.exec(context.parentURL ?? '')?.[0];
  if (query === undefined || !isOurs(resolved.url) || QUERY.test(resolved.url)) return resolved;
  return { ...resolved, url: resolved.url + query };
};

const load: Hooks['load'] = (url, context, next) => {
  const mutant = mutants.get(QUERY.exec(url)?.[1] ?? '');
  const loaded = next(url, context);
  if (!mutant || url.replace(QUERY, '') !== new URL(mutant.file, ROOT).href) return loaded;
  return { ...loaded, source: mutated(mutant) };
};

/** node_modules may be a link to somewhere else. */
function isOurs(url: string): boolean {
  return url.startsWith(pathToFileURL(fileURLToPath(ROOT)).href) && !url.includes('/node_modules/');
}
