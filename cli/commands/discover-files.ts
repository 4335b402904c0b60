/** What `discover` reads from and writes to: checked before anything is read. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CommandError } from '../errors.ts';
import type { DiscoverVerbOptions } from '../verbs/discover.ts';

const CONFIG_FILE = 'headwater.config.ts';
export const STDOUT = '-';

type Places = Pick<DiscoverVerbOptions, 'table' | 'file' | 'partitionKey' | 'sortKey' | 'out'>;

/** @throws CommandError naming the option and what to give instead */
export function checkDiscoverOptions({ table, file, partitionKey, sortKey, out }: Places): void {
  const given = {
    '--table': table,
    '--file': file,
    '--partition-key': partitionKey,
    '--sort-key': sortKey,
    '--out': out,
  };
  for (const [option, value] of Object.entries(given)) {
    if (value?.trim() === '') throw new CommandError(`${option} is empty.`, `Give ${option} a value, or leave it out.`);
  }
  if ((table === undefined) === (file === undefined)) {
    throw new CommandError(
      'Give one source of items: --table <name or ARN>, or --file <path>.',
      '`npx headwater discover --help` shows examples.',
    );
  }
  checkKeys({ file, partitionKey, sortKey });
  if (file !== undefined) checkFile(file);
  if (out !== STDOUT) checkOut(out);
}

function checkKeys({ file, partitionKey, sortKey }: Omit<Places, 'table' | 'out'>): void {
  if (file === undefined && (partitionKey !== undefined || sortKey !== undefined)) {
    throw new CommandError(
      '--partition-key and --sort-key are for --file: a table says its keys itself.',
      'Leave them out.',
    );
  }
  if (sortKey !== undefined && partitionKey === undefined) {
    throw new CommandError('--sort-key was given without --partition-key.', 'Name both.');
  }
  if (sortKey !== undefined && sortKey === partitionKey) {
    throw new CommandError(
      `--partition-key and --sort-key are both ${JSON.stringify(sortKey)}: a table has two attributes as its key, or one.`,
      'Name another attribute as --sort-key, or leave it out.',
    );
  }
}

function checkFile(file: string): void {
  if (file === '-') {
    const next = 'Write them into a file and name that; where there is /dev/stdin, --file /dev/stdin reads it.';
    throw new CommandError('--file takes a path, and - is none: items are not read from stdin.', next);
  }
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw new CommandError(`--file ${file}: there is no such file.`, 'Look at its path.');
  if (found.isDirectory()) {
    const next =
      'Name one file in it. An export has several under data/: `cat data/*.json.gz > export.json.gz` joins them.';
    throw new CommandError(`--file ${file} is a folder.`, next);
  }
}

function checkOut(out: string): void {
  const found = statSync(out, { throwIfNoEntry: false });
  if (found?.isDirectory()) {
    const next = `Name a file in it, such as --out ${join(out, CONFIG_FILE)}, or print it with --out -.`;
    throw new CommandError(`--out ${out} is a folder.`, next);
  }
  if (!/\.(ts|mts|js|mjs)$/.test(out)) {
    const next = 'Give it a name that ends with .ts, .mts, .js or .mjs.';
    throw new CommandError(`--out ${out}: a definition is a module, and its name has to say so.`, next);
  }
  if (found) throw fileIsThere(out);
  const folder = dirname(resolve(out));
  if (!existsSync(folder)) throw new CommandError(`--out ${out}: there is no folder ${folder}.`, 'Make it first.');
}

export function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw fileIsThere(file);
    throw error;
  }
}

function fileIsThere(file: string): CommandError {
  return new CommandError(
    `${file} is there already, and is not overwritten.`,
    'Name another file with --out, or print it with --out -.',
  );
}

/** What works where the file was written: without the package there is no `npx headwater`. */
export function nextAfterDiscover(folder: string, out = CONFIG_FILE): string {
  const isConfig = resolve(folder, out) === resolve(folder, CONFIG_FILE);
  if (isInstalledIn(folder)) return isConfig ? 'npx headwater up' : `npx headwater --config ${out} up`;
  return 'npm create headwater <folder>, which makes an app, and put it there as headwater.config.ts';
}

function isInstalledIn(folder: string): boolean {
  if (existsSync(join(folder, 'node_modules', 'headwater'))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInstalledIn(parent);
}
