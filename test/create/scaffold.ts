/** `create-headwater` as `npm create headwater` runs it, and the app it writes as its user has it: outside this repository. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';

export const repository = join(import.meta.dirname, '../..');
export type Manager = 'npm' | 'pnpm';

/** The version of pnpm that test/package uses, too. */
const PNPM = 'pnpm@10.23.0';

/** Without this repository's own programs and its definition. */
export function strangersEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const outside = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('/node_modules/'));
  return {
    ...process.env,
    PATH: outside.join(delimiter),
    NODE_OPTIONS: '',
    HEADWATER_CONFIG: undefined,
    AWS_ENDPOINT_URL: undefined,
    HEADWATER_SEARCH_ENDPOINT: undefined,
    npm_config_user_agent: undefined,
    ...more,
  };
}

/** Packs create/ as it is published. @returns the archive's path */
export function packCreate(): string {
  const folder = mkdtempSync(join(tmpdir(), 'create-headwater-'));
  const args = ['pack', '--silent', '--pack-destination', folder];
  const name = execFileSync('npm', args, { cwd: join(repository, 'create'), encoding: 'utf8' }).trim();
  return join(folder, name);
}

/** A folder with `node` of line 20 first on its path, and pnpm: this machine's own where it is of that line. */
export function olderNode(): { readonly version: string; readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-node-'));
  const env = strangersEnvironment();
  const install = (...names: string[]): void => {
    const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--prefix', folder, ...names];
    execFileSync('npm', args, { env, stdio: 'pipe' });
  };
  install(PNPM);
  const own = execFileSync('node', ['--version'], { env, encoding: 'utf8' }).trim();
  if (!own.startsWith('v20.')) install('node@20.19.0');
  const path = [join(folder, 'node_modules/.bin'), env['PATH']].join(delimiter);
  const version = execFileSync('node', ['--version'], { env: { ...env, PATH: path }, encoding: 'utf8' }).trim();
  return { version, path };
}

/** What `npm create headwater <folder>` does with a package that is not published yet. */
export function create(
  archive: string,
  manager: Manager,
  words: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
) {
  const made = ['create-headwater', ...words];
  const [program, args] = {
    npm: ['npm', ['exec', '--yes', `--package=${archive}`, '--', ...made]] as const,
    pnpm: ['pnpm', [`--package=${archive}`, 'dlx', ...made]] as const,
  }[manager];
  return spawnSync(program, args, { cwd, env, encoding: 'utf8' });
}

export interface Ran {
  readonly line: string;
  readonly code: number | null;
  readonly output: string;
  readonly seconds: number;
}

/** Runs a line as a shell would, without a terminal. */
export async function runLine(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  const start = Date.now();
  const child = spawn('sh', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { line, code: await code, output: out + err, seconds: (Date.now() - start) / 1000 };
}

/** The lines of a README's shell blocks, by their heading. */
export function shellBlocks(readme: string): ReadonlyMap<string, readonly string[]> {
  const sections = readme.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [heading = ''] = section.split('\n');
      const blocks = Array.from(section.matchAll(/```sh\n([^]*?)```/g), ([, lines = '']) => lines.trim().split('\n'));
      return [heading, blocks.flat()];
    }),
  );
}

/** The commands that its sentences name. */
export function commandsInProse(readme: string): readonly string[] {
  const prose = readme.replaceAll(/```[^]*?```/g, '');
  return Array.from(prose.matchAll(/`((?:npm|pnpm|npx) [^`]+)`/g), ([, command = '']) => command);
}
