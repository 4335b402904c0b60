/**
 * `npm run test:other-app`: a copy of this tree where examples/film-shop/headwater.config.ts is the example of the README ("Make it yours")
 * passes the tests of the product; with names of steps, those alone. What tests the film shop itself (the project film-shop) is left out: it is gone there.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  mkdirSync,
  readdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository } from '../../local/layout.ts';

const STEPS = {
  unit: ['vitest', 'run', '--project', 'unit'],
  infra: ['vitest', 'run', '--project', 'infra'],
  knip: ['knip', '--no-config-hints'],
} as const;

const copy = copyOfTree();
writeFileSync(join(copy, 'examples/film-shop/headwater.config.ts'), exampleOfReadme());
const asked = process.argv.slice(2);
const steps = Object.entries(STEPS).filter(([name]) => asked.length === 0 || asked.includes(name));
const failed = steps.filter(([name, words]) => {
  console.log(`${name}: npx ${words.join(' ')}`);
  const [program, ...args] = words;
  return spawnSync(join(copy, 'node_modules/.bin', program), args, { cwd: copy, stdio: 'inherit' }).status !== 0;
});
rmSync(copy, { recursive: true, force: true });
console.log(
  failed.length === 0 ? 'another app, the same tests: all pass' : `failed: ${failed.map(([name]) => name).join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

/** What git knows of, as it is in the working tree. The packages are those that are installed here; `headwater` is the copy. */
function copyOfTree(): string {
  const to = mkdtempSync(join(tmpdir(), 'headwater-other-app-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  for (const file of listed.split('\0').filter((name) => name !== '' && existsSync(join(repository, name)))) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(repository, file), join(to, file));
  }
  mkdirSync(join(to, 'node_modules'));
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    const target = { headwater: to, 'film-shop': join(to, 'examples/film-shop') }[name];
    symlinkSync(target ?? join(repository, 'node_modules', name), join(to, 'node_modules', name));
  }
  return to;
}

/** @throws when the README has no section of that name, or no example in it */
function exampleOfReadme(): string {
  const [, section = ''] = readFileSync(join(repository, 'README.md'), 'utf8').split('\n## Make it yours\n');
  const [, code] = /^```ts\n([^]*?)^```$/m.exec(section) ?? [];
  if (code === undefined) throw new Error('README.md has no example below "Make it yours"');
  return code;
}
