/** DuckDB's native module (69 MB) beside a bundle: esbuild cannot take it in. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { own } from '../../shared/domain/own.ts';

/** `here`: the machine's own, for functions that run on it. The others are what a Lambda function needs. */
export type DuckDbTarget = 'here' | 'linux-arm64' | 'linux-x64';

const REPOSITORY_ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NODE_MODULES = join(REPOSITORY_ROOT, 'node_modules');
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
    writeFileSync(
      join(folder, 'index.js'),
      `module.exports = require(${JSON.stringify(join(NODE_MODULES, BINDINGS))});`,
    );
    return;
  }
  for (const name of [BINDINGS, 'detect-libc']) copy(join(NODE_MODULES, name), join(modules, name));
  const native = `${BINDINGS}-${target}`;
  const installed = join(NODE_MODULES, native);
  // npm installs the binding of the machine alone: another platform's is fetched, once.
  copy(existsSync(installed) ? installed : fetched(native), join(modules, native));
}

function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, dereference: true });
}

interface Locked {
  readonly version: string;
  readonly integrity: string;
}

/** The package as package-lock.json has it, from the registry that npm is set up for. */
function fetched(name: string): string {
  const { packages } = JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const locked = own(packages, `node_modules/${name}`);
  if (!locked) throw new Error(`package-lock.json has no ${name}`);
  const cache = join(REPOSITORY_ROOT, '.local', 'native');
  const folder = join(cache, `${name.replace('/', '-')}-${locked.version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    const args = ['pack', `${name}@${locked.version}`, '--json', '--pack-destination', work];
    const packed = JSON.parse(
      execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
    ) as [{ readonly filename: string }];
    const archive = join(work, packed[0].filename);
    const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (integrity !== locked.integrity) throw new Error(`${name} is not what package-lock.json says: ${integrity}`);
    execFileSync('tar', ['-xzf', archive, '-C', work]);
    // Whole or not at all, also when two synths run.
    renameSync(join(work, 'package'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
