import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { HeadwaterError } from '../domain/errors.ts';

/** An app of somebody's, and where what belongs to it lies. Absolute paths. */
export interface Project {
  /** The file whose default export is the definition. */
  readonly config: string;
  /** The definition's folder: its handlers' paths begin here, and its released schemas lie here. */
  readonly directory: string;
  /** Where what is made goes: `.local` and `cdk.out`. */
  readonly root: string;
}

/** In this order. */
const FILES = ['headwater.config.ts', 'headwater.config.mts', 'headwater.config.js', 'headwater.config.mjs'];

/**
 * The project that a directory belongs to: that of the nearest `headwater.config.ts`, upwards, or of the nearest package.json with
 * `"headwater": { "config": "<path>" }`.
 *
 * @param start where the search begins: the working directory
 * @param wanted the path of the file instead, from `start`: of `--config`, or HEADWATER_CONFIG
 * @throws HeadwaterError HW_CONFIG when there is none, or when the path leads to no file
 */
export function findProject(start: string, wanted?: string): Project {
  const found =
    wanted === undefined ? projectNear(start) : projectOf(resolve(start, wanted), packageAbove(start), '--config');
  if (found) return found;
  throw new HeadwaterError(
    'HW_CONFIG',
    `there is no headwater.config.ts in ${start} or above: write one, or name it with --config <file>`,
  );
}

/** @returns undefined when there is none. @throws HeadwaterError HW_CONFIG when a package.json names a file that is not there */
export function projectNear(start: string): Project | undefined {
  for (const directory of upwardsFrom(start)) {
    const file = FILES.map((name) => join(directory, name)).find((path) => existsSync(path));
    if (file !== undefined) return projectOf(file, directory, directory);
    const named = configOfPackage(directory);
    if (named !== undefined) return projectOf(resolve(directory, named), directory, join(directory, 'package.json'));
  }
  return undefined;
}

function projectOf(config: string, root: string, said: string): Project {
  if (existsSync(config) && statSync(config).isFile()) return { config, directory: dirname(config), root };
  throw new HeadwaterError('HW_CONFIG', `there is no file ${config}, which ${said} names`);
}

/** The nearest directory with a package.json, upwards, or else `start`: what an app makes lies there, not wherever a command ran. */
export function packageAbove(start: string): string {
  return upwardsFrom(start).find((directory) => existsSync(join(directory, 'package.json'))) ?? start;
}

function upwardsFrom(start: string): string[] {
  const directories: string[] = [];
  for (let at = resolve(start); ; at = dirname(at)) {
    directories.push(at);
    if (at === dirname(at)) return directories;
  }
}

function configOfPackage(directory: string): string | undefined {
  const file = join(directory, 'package.json');
  if (!existsSync(file)) return undefined;
  let content: { readonly headwater?: { readonly config?: unknown } } | null;
  try {
    content = JSON.parse(readFileSync(file, 'utf8')) as typeof content;
  } catch {
    // Somebody else's file, perhaps half written: npm says what is wrong with it.
    return undefined;
  }
  // Whatever JSON it is, an optional access of it gives undefined.
  const config = content?.headwater?.config;
  return typeof config === 'string' ? config : undefined;
}
