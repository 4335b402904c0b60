/** In `npm test`: what `create-headwater` writes, its types and its synth; what it refuses; an interruption. No cloud. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { pack } from '../package/support/packed.ts';
import { repository } from './scaffold.ts';

const CREATE = join(repository, 'create/create.mjs');
const folder = mkdtempSync(join(tmpdir(), 'create-smoke-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

function manifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(repository, path), 'utf8')) as Manifest;
}

function create(...words: string[]) {
  return spawnSync(process.execPath, [CREATE, ...words], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('the app it writes passes its own check and its own test', () => {
  expect(create('lamps', '--yes', '--entity', 'order-line')).toMatchObject({ status: 0 });
  const app = join(folder, 'lamps');
  provideModules(app);
  const bin = (name: string, ...args: string[]): string =>
    execFileSync(join(app, 'node_modules/.bin', name), args, { cwd: app, encoding: 'utf8', stdio: 'pipe' });

  bin('tsc');
  bin('cdk', 'synth', '-c', 'stage=dev', '--quiet');
  expect(readdirSync(join(app, 'cdk.out'))).toContain('lamps-dev-pipeline.template.json');
  expect(bin('node', '--test', 'test/app.test.ts')).toMatch(/pass 2/);
});

test('it writes its own version of headwater, and the versions that this repository has', () => {
  const [own, made, root] = [
    manifest('create/package.json'),
    manifest('create/template/package.json'),
    manifest('package.json'),
  ];
  const known = { ...root.dependencies, ...root.devDependencies };

  expect(own.version).toBe(root.version);
  for (const name of ['aws-cdk-lib', 'constructs', 'aws-cdk', 'typescript', '@types/node'])
    expect({ ...made.dependencies, ...made.devDependencies }[name]).toBe(known[name]);
  expect(JSON.parse(readFileSync(join(folder, 'lamps/package.json'), 'utf8'))).toMatchObject({
    name: 'lamps',
    dependencies: { headwater: own.version },
    devDependencies: { node: '24' },
    allowScripts: { node: true, esbuild: true },
  });
});

/** Of the repository's, but for the package itself: that as it is published. */
function provideModules(app: string): void {
  const [from, to] = [join(repository, 'node_modules'), join(app, 'node_modules')];
  mkdirSync(to);
  for (const name of readdirSync(from).filter((one) => one !== 'headwater'))
    symlinkSync(join(from, name), join(to, name));
  mkdirSync(join(to, 'headwater'));
  execFileSync('tar', ['-xzf', pack(), '-C', join(to, 'headwater'), '--strip-components=1']);
}

describe('it refuses, and writes nothing:', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['a folder that is not empty', ['full', '--yes'], /full is not empty: it holds a/],
    ['a file', ['file', '--yes'], /file is a file/],
    ['no folder', ['--yes'], /No folder was named/],
    ['nobody to ask', ['new'], /There is no terminal to ask on/],
    ['two folders', ['a', 'b', '--yes'], /Name one folder/],
    ['an unknown option', ['new', '--no-such'], /no-such/],
    ['a name that stacks cannot have', ['---', '--yes'], /---|gives the app no name/],
    ['an entity that is none', ['new', '--yes', '--entity', 'Two Words'], /no name of an entity/],
    ['a folder below a file', ['file/new', '--yes'], /could not be written/],
    ['a package that is not there', ['new', '--yes', '--headwater', 'file:none.tgz'], /There is no .*none\.tgz/],
    ['the name of what it depends on', ['headwater', '--yes'], /cannot be named headwater/],
    ['a folder without a name', ['', '--yes'], /No folder was named/],
    ['a folder with a line in its name', ['two\nlines', '--yes'], /no terminal shows/],
    ['a package without a name', ['new', '--yes', '--headwater', ''], /--headwater names no package/],
  ])('%s', (_, words, reason) => {
    mkdirSync(join(folder, 'full'), { recursive: true });
    writeFileSync(join(folder, 'full/a'), '');
    writeFileSync(join(folder, 'file'), '');
    const before = readdirSync(folder);
    const { status, stderr } = create(...words);

    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringMatching(reason) as unknown });
    expect(stderr).toMatch(/\n-> .+/);
    expect(readdirSync(folder)).toEqual(before);
  });
});

test('an empty folder that is there is filled; --headwater says where the package comes from', () => {
  mkdirSync(join(folder, 'empty'));
  mkdirSync(join(folder, 'empty/.git'));
  writeFileSync(join(folder, 'headwater.tgz'), '');
  // From here, and not from the app.
  expect(create('empty', '--yes', '--headwater', 'file:headwater.tgz')).toMatchObject({ status: 0 });
  expect(readFileSync(join(folder, 'empty/package.json'), 'utf8')).toContain(
    `"headwater": "file:${join(folder, 'headwater.tgz')}"`,
  );
  expect(readdirSync(folder).filter((name) => name.startsWith('.create'))).toEqual([]);
});

test.each(['with a space', "it's", 'back\\slash', '$HOME', 'a;b', 'plain'])(
  'a shell takes the line that goes into a folder named %s',
  (name) => {
    const { stdout } = create(join('named', name), '--yes');
    const line = /^ {2}(cd .*)$/m.exec(stdout)?.[1] ?? '';

    expect(execFileSync('sh', ['-c', `${line} && pwd`], { cwd: folder, encoding: 'utf8' }).trim()).toBe(
      join(folder, 'named', name),
    );
  },
);

test('Ctrl-C at a question ends it with 130, and nothing is written', async () => {
  // `script` gives it a terminal.
  const command = `${process.execPath} ${CREATE} asked`;
  const args =
    process.platform === 'darwin' ? ['-q', '/dev/null', 'sh', '-c', command] : ['-qec', command, '/dev/null'];
  const child = spawn('script', args, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once('close', resolve);
  child.stdout.on('data', (data: Buffer) => {
    if (data.toString().includes('first entity')) child.stdin.write('\u0003');
  });

  expect(await promise).toBe(130);
  expect(existsSync(join(folder, 'asked'))).toBe(false);
});

test.each(['class', 'default', 'text', 'define-entity', 'main', 'eval', 'order-line', 'product-row', 'x'])(
  'an entity named %s gives a definition that is read',
  (entity) => {
    const name = `named-${entity}`;
    expect(create(name, '--yes', '--entity', entity)).toMatchObject({ status: 0 });
    const source = readFileSync(join(folder, name, 'headwater.config.ts'), 'utf8');

    expect(source).toContain(`name: '${entity}'`);
    expect(() => transformSync(source, { loader: 'ts', format: 'esm' })).not.toThrow();
  },
);
