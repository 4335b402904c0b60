/**
 * `npm run package`: the package as it is published, in `.package/`: JavaScript with source maps, the faces' declarations, what the local
 * cloud consists of beside it, the pages, and a package.json of its own. `npm pack ./.package` packs it.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { declarationsOfFaces } from './declarations-of-faces.ts';
import { manifestOf, type Manifest } from './manifest.ts';
import { PAGES, pageOf } from './pages.ts';

const repository = join(import.meta.dirname, '..');
const target = join(repository, '.package');

/** What is no TypeScript and ships as it is. */
const AS_THEY_ARE = [
  'cli/installed.mjs',
  'local/setup/run.mjs',
  'local/requirements.txt',
  'local/*/{jars.sha256,jgo.toml,*.java,*.py,*.yml}',
  'local/cloud/truths/*.py',
];

rmSync(target, { recursive: true, force: true });
execFileSync(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), '-p', import.meta.dirname], {
  stdio: 'inherit',
});
for (const file of globSync(AS_THEY_ARE, { cwd: repository })) copy(file, join('dist', file));
const needed = declarationsOfFaces(
  ['headwater', 'function', 'cdk'].map((face) => join(target, `dist/face/${face}.d.ts`)),
);
for (const file of globSync('dist/**/*.d.ts', { cwd: target }))
  if (!needed.has(join(target, file))) rmSync(join(target, file));
const pages = globSync(PAGES, { cwd: repository });
for (const file of ['LICENSE', ...pages]) copy(file, file);
for (const page of pages.filter((file) => file.endsWith('.md'))) {
  const ships = (path: string) => existsSync(join(target, dirname(page), path));
  writeFileSync(join(target, page), pageOf(readFileSync(join(target, page), 'utf8'), ships));
}
const own = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as Manifest;
writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifestOf(own), undefined, 2)}\n`);
console.log(`${own.name} ${own.version}: .package`);

function copy(from: string, to: string): void {
  mkdirSync(dirname(join(target, to)), { recursive: true });
  cpSync(join(repository, from), join(target, to));
}
