/** The package as a stranger gets it: built, packed, and installed in an empty folder outside the repository. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';

const repository = join(import.meta.dirname, '../../..');

/** Builds and packs it. @returns the archive's path */
export function pack(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-pack-'));
  execFileSync(process.execPath, [join(repository, 'package/build.ts')], { cwd: repository });
  const args = ['pack', '--silent', '--pack-destination', folder];
  const name = execFileSync('npm', args, { cwd: join(repository, '.package'), encoding: 'utf8' }).trim();
  return join(folder, name);
}

export interface AppFolder {
  readonly root: string;
  /** Runs a program there, as its user would: nothing of this repository is on the path. */
  readonly run: (file: string, args: readonly string[], env?: Readonly<Record<string, string>>) => string;
}

/** Of a package.json, what an app's dependencies are. */
interface Dependencies {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/**
 * An app that depends on the archive, with the files of `from` in it, and with the dependencies of its package.json if it has one.
 * @param node the version of the npm package `node` that the app carries
 * @param more what else it depends on
 */
export function appWith(
  archive: string,
  from: string,
  manager: 'npm' | 'pnpm',
  node = ownNode(),
  more: Readonly<Record<string, string>> = {},
): AppFolder {
  const root = mkdtempSync(join(tmpdir(), 'headwater-app-'));
  const made = new Set(['node_modules', '.local', 'cdk.out']);
  cpSync(join(repository, from), root, { recursive: true, filter: (path) => !made.has(basename(path)) });
  const own = existsSync(join(root, 'package.json')) ? manifestIn(root) : {};
  const manifest = {
    name: 'stranger',
    private: true,
    type: 'module',
    dependencies: {
      'aws-cdk': '2.1148.1',
      'aws-cdk-lib': '2.276.0',
      constructs: '10.8.1',
      ...own.dependencies,
      ...more,
      headwater: `file:${archive}`,
    },
    devDependencies: { ...own.devDependencies, node },
    allowScripts: { node: true, esbuild: true },
    pnpm: { onlyBuiltDependencies: ['node', 'esbuild'] },
  };
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
  const outside = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(repository));
  const run: AppFolder['run'] = (file, args, env = {}) =>
    execFileSync(file, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: outside.join(delimiter), NODE_OPTIONS: '', HEADWATER_CONFIG: undefined, ...env },
    });
  const install = { npm: ['npm', '--no-audit', '--no-fund'], pnpm: ['npx', '--yes', 'pnpm@10.23.0'] }[manager];
  const [program = '', ...options] = install;
  run(program, [...options, 'install', '--prefer-offline']);
  return { root, run };
}

/** Every file, folder and link below an app's node_modules, with its size and time: what changes when anything is made or written there. */
export function modulesOf(root: string): readonly string[] {
  const modules = join(root, 'node_modules');
  return readdirSync(modules, { recursive: true, encoding: 'utf8' })
    .map((path) => {
      const { size, mtimeMs } = lstatSync(join(modules, path));
      return `${path} ${size} ${mtimeMs}`;
    })
    .sort();
}

function ownNode(): string {
  return manifestIn(repository).devDependencies?.['node'] ?? '24';
}

function manifestIn(directory: string): Dependencies {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Dependencies;
}
