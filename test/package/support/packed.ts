/** The package as a stranger gets it: built, packed, and installed in an empty folder outside the repository. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

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

/**
 * An app that depends on the archive, with `files` of `from` in it.
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
  cpSync(join(repository, from), root, { recursive: true });
  const manifest = {
    name: 'stranger',
    private: true,
    type: 'module',
    dependencies: {
      headwater: `file:${archive}`,
      'aws-cdk': '2.1148.1',
      'aws-cdk-lib': '2.276.0',
      constructs: '10.8.1',
      ...more,
    },
    devDependencies: { node },
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

function ownNode(): string {
  const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    readonly devDependencies: { readonly node: string };
  };
  return devDependencies.node;
}
