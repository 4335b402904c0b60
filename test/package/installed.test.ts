/** In `npm test`: packed, installed in an empty folder, imported, and the README's example synthesized there. */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deadLinks } from '../support/page-links.ts';
import { type AppFolder, appWith, modulesOf, pack } from './support/packed.ts';

let archive: string;
let app: AppFolder;

beforeAll(() => {
  archive = pack();
  app = appWith(archive, 'test/package/empty', 'npm');
  const readme = readFileSync('README.md', 'utf8');
  const [, example = ''] = /## Make it yours[^]*?```ts\n([^]*?)```/.exec(readme) ?? [];
  writeFileSync(join(app.root, 'headwater.config.ts'), example);
}, 600_000);

afterAll(() => {
  rmSync(app.root, { recursive: true, force: true });
});

test('the archive is small, and holds what is built and nothing else', () => {
  expect(statSync(archive).size).toBeLessThan(2_000_000);
  const top = app
    .run('tar', ['-tzf', archive])
    .trim()
    .split('\n')
    .map((path) => path.split('/')[1]);
  const pages = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'UPGRADING.md'];
  expect([...new Set(top)].sort()).toEqual([...pages, 'dist', 'docs', 'package.json']);
});

test('publint finds nothing in the archive', () => {
  expect(judge('publint', ['run', archive, '--strict'])).toContain('All good!');
});

// `esm-only`: from 20.19 on, as package.json asks, CommonJS can require an ES module; and TypeScript's `node10` knows no exports.
test('are the types wrong? Not on any way into the package', () => {
  expect(judge('attw', [archive, '--profile', 'esm-only', '--format', 'ascii'])).not.toMatch(/❌|🐛|🎭|❓/u);
});

test('each link of its pages leads to a file and a heading that it has', () => {
  const dead = pages().flatMap((page) => deadLinks(home(), page).map((link) => `${page}: ${link}`));
  expect(dead).toEqual([]);
  expect(pages()).toContain('docs/runbook.md');
});

test('each page that a message names is there', () => {
  const built = globSync('dist/**/*.js', { cwd: home() }).map((file) => readFileSync(join(home(), file), 'utf8'));
  const named = new Set(built.flatMap((code) => code.match(/\bdocs\/[\w/-]+\.md\b/g) ?? []));
  expect([...named].filter((page) => !existsSync(join(home(), page)))).toEqual([]);
  expect(named.size).toBeGreaterThan(5);
});

test('each face is imported, and nothing deeper', () => {
  const program = `
    const { defineHeadwater, keyword } = await import('headwater');
    const { functionConsumer } = await import('headwater/function');
    const { Headwater } = await import('headwater/cdk');
    const deeper = await import('headwater/dist/face/headwater.js').catch(({ code }) => code);
    console.log([defineHeadwater, keyword, functionConsumer, Headwater].map((one) => typeof one).join(), deeper);`;
  const said = app.run('node_modules/.bin/node', ['--input-type=module', '-e', program]);
  expect(said.trim()).toBe('function,function,function,function ERR_PACKAGE_PATH_NOT_EXPORTED');
});

test("the README's example synthesizes, with functions that hold its definition, and writes nothing below node_modules", () => {
  writeFileSync(
    join(app.root, 'app.ts'),
    "import { synthApp } from 'headwater/cdk';\n\nawait synthApp(new URL('headwater.config.ts', import.meta.url));\n",
  );
  writeFileSync(join(app.root, 'cdk.json'), '{ "app": "node_modules/.bin/node app.ts" }\n');
  const before = modulesOf(app.root);
  app.run('node_modules/.bin/cdk', ['synth', '--quiet', '--output', 'made']);

  expect(modulesOf(app.root)).toEqual(before);
  const names = readdirSync(join(app.root, 'made'));
  expect(names).toEqual(
    expect.arrayContaining(['catalogue-dev-stores.template.json', 'catalogue-dev-pipeline.template.json']),
  );
  const bundles = names.filter((name) => name.startsWith('asset.'));
  const holding = bundles.filter((name) =>
    readdirSync(join(app.root, 'made', name), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.mjs'))
      .some((file) => readFileSync(join(app.root, 'made', name, file), 'utf8').includes('PRODUCT#{id}')),
  );
  expect(holding.length).toBeGreaterThanOrEqual(3);
});

test('what its declarations import comes with it', () => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(home(), 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly peerDependencies: Readonly<Record<string, string>>;
  };
  const comes = (name: string): boolean =>
    [name, `@types/${name}`].some((one) => one in { ...dependencies, ...peerDependencies });
  const imported = globSync('dist/**/*.d.ts', { cwd: home() }).flatMap((file) =>
    Array.from(
      readFileSync(join(home(), file), 'utf8').matchAll(/from '((?:@[^/']+\/)?[^./@'][^/']*)[^']*'/g),
      ([, name = '']) => name,
    ),
  );

  expect(imported).toContain('aws-lambda');
  expect(
    [...new Set(imported)].filter((name) => name !== 'headwater' && !name.startsWith('node:') && !comes(name)),
  ).toEqual([]);
});

test('the command line works on it', () => {
  const headwater = (...words: string[]) => app.run('node_modules/.bin/headwater', words);
  expect(headwater('--version').trim()).toBe('0.1.0');
  expect(headwater('schemas', 'release')).toContain('schemas/product@1.json written');
  expect(headwater('schemas', 'diff')).toContain('product@1 is what was released');
});

/** Of the repository's tools, by name. @throws with what it said when it finds something */
function judge(tool: string, args: readonly string[]): string {
  return execFileSync(tool, args, { encoding: 'utf8' });
}

function home(): string {
  return join(app.root, 'node_modules/headwater');
}

function pages(): readonly string[] {
  return globSync(['*.md', 'docs/**/*.md'], { cwd: home() });
}
