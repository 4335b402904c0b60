/** The file of the definition, as an app names it: functions take it in by its path, so a wrong one is told before they are bundled. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearest } from '../shared/domain/definition/did-you-mean.ts';
import { shown } from '../shared/domain/definition/shape.ts';
import { exportedNames } from './exported-names.ts';
import { PropsError } from './props-error.ts';

const GIVE = "give new URL('headwater.config.ts', import.meta.url)";
/** Two letters or more: `C:` is a drive. */
const URL_TEXT = /^[a-z][a-z\d+.-]+:/i;
/** A CommonJS file has its default export by an assignment. */
const COMMON_JS = /\bexports\b/;

/**
 * @param name what the app calls it: `definitionFile`
 * @param given of the user's: a file URL, or an absolute path
 * @returns its absolute path
 * @throws PropsError when it is none, is not there, or has no default export. Whether that export is the definition that was given
 *   beside it is not looked at: the file would have to be run, and that takes an `await`
 */
export function definitionFileOf(name: string, given: unknown): string {
  const file = fileThatIsThere(name, given);
  const names = exportedNames(dirname(file), `./${basename(file)}`);
  if ('problem' in names) throw new PropsError(`${name} cannot be read: ${names.problem}`);
  if (names.includes('default') || COMMON_JS.test(readFileSync(file, 'utf8'))) return file;
  throw new PropsError(
    `${name}: ${file} has no default export: name the file that has export default defineHeadwater({ ... })`,
  );
}

/** As `definitionFileOf`, but what it exports is left to whoever loads it. @throws PropsError */
export function fileThatIsThere(name: string, given: unknown): string {
  const file = pathOf(name, given);
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  throw new PropsError(`${name}: there is no file ${file}: ${nearbyFix(file)}`);
}

/** Whether it is the text of a URL, and not a path. */
export function isUrl(text: string): boolean {
  return URL_TEXT.test(text);
}

function pathOf(name: string, given: unknown): string {
  if (given === undefined) throw new PropsError(`${name} is missing: ${GIVE}`);
  // By what it has: a test runner may have a URL of its own.
  const text = typeof given === 'object' && given !== null && 'href' in given ? String(given.href) : given;
  if (typeof text !== 'string') throw new PropsError(`${name} is ${shown(given)}: ${GIVE}`);
  if (isUrl(text)) return pathOfUrl(name, text);
  if (isAbsolute(text)) return text;
  throw new PropsError(`${name} is ${shown(text)}, which is no absolute path: ${GIVE}`);
}

function pathOfUrl(name: string, url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new PropsError(`${name} is ${shown(url)}, which names no file of this machine: ${GIVE}`);
  }
}

function nearbyFix(file: string): string {
  const folder = statSync(dirname(file), { throwIfNoEntry: false });
  const near = folder?.isDirectory() ? nearest(basename(file), readdirSync(dirname(file))) : undefined;
  return near === undefined || near === basename(file) ? GIVE : `did you mean ${near}?`;
}
