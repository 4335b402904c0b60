/** DuckDB's native module (69 MB) beside a bundle: esbuild cannot take it in. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { packageAbove } from '../../shared/project/find-project.ts';
import { DUCKDB_BINDINGS } from './duckdb-bindings.ts';

/** `here`: the machine's own, for functions that run on it. The others are what a Lambda function needs. */
export type DuckDbTarget = 'here' | 'linux-arm64' | 'linux-x64';

const BINDINGS = '@duckdb/node-bindings';

/** What bundles leave out for it. */
export const DUCKDB_EXTERNAL = [BINDINGS];

/** Puts the module where the bundle in `outdir` finds it. */
export function addDuckDb(outdir: string, target: DuckDbTarget): void {
  const modules = join(outdir, 'node_modules');
  if (target === 'here') {
    // A signpost: nothing to copy and zip (69 MB) when it is on this machine already.
    const folder = join(modules, BINDINGS);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), `module.exports = require(${JSON.stringify(installed(BINDINGS))});`);
    return;
  }
  const bindings = installed(BINDINGS);
  copy(bindings, join(modules, BINDINGS));
  copy(installed('detect-libc', bindings), join(modules, 'detect-libc'));
  const native = `${BINDINGS}-${target}`;
  // npm installs the binding of the machine alone: another platform's is fetched, once.
  copy(thisMachines(native, bindings) ?? fetched(native, DUCKDB_BINDINGS[target]), join(modules, native));
}

/** The folder of a package, as a module of ours, or of the package `by`, would find it: npm and pnpm lay packages out differently. */
function installed(name: string, by?: string): string {
  const require = createRequire(by === undefined ? import.meta.url : join(by, 'package.json'));
  const inside = require.resolve(name);
  return inside.slice(0, inside.lastIndexOf(join(name, '/')) + name.length);
}

function thisMachines(name: string, by: string): string | undefined {
  try {
    return dirname(createRequire(join(by, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, dereference: true });
}

interface Binding {
  readonly version: string;
  readonly integrity: string;
}

/** The package, from the registry that npm is set up for; kept in `.local` of the app whose CDK runs, wherever its definition lies. */
function fetched(name: string, binding: Binding): string {
  const cache = join(packageAbove(process.cwd()), '.local', 'native');
  const folder = join(cache, `${name.replace('/', '-')}-${binding.version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    const args = ['pack', `${name}@${binding.version}`, '--json', '--pack-destination', work];
    const packed = JSON.parse(
      execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
    ) as [{ readonly filename: string }];
    const archive = join(work, packed[0].filename);
    const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (integrity !== binding.integrity)
      throw new Error(`${name} is not what was published as this version: ${integrity}`);
    execFileSync('tar', ['-xzf', archive, '-C', work]);
    // Whole or not at all, also when two synths run.
    renameSync(join(work, 'package'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
