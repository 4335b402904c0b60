/** `npx headwater` of the installed package on a Node that cannot read TypeScript: the app's own Node runs it, and is waited for. */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repository } from '../../../local/layout.ts';

let app: string;
beforeEach(() => {
  app = mkdtempSync(join(tmpdir(), 'headwater-installed-'));
  for (const file of ['cli/installed.mjs', 'local/setup/run.mjs']) {
    cpSync(join(repository, file), join(app, 'dist', file), { recursive: true });
  }
  write('dist/package.json', '{ "type": "module" }');
  // Puts its things right for a moment, as a verb does.
  write(
    'dist/cli/main.js',
    `process.on('SIGINT', () => setTimeout(() => { console.log('put right'); process.exit(130); }, 300));
     console.log('runs', ...process.argv.slice(2));
     if (process.argv[2] === 'waits') setInterval(() => undefined, 1000);
     else process.exitCode = 1;`,
  );
});
afterEach(() => rmSync(app, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(join(app, path, '..'), { recursive: true });
  writeFileSync(join(app, path), content);
}

/** The Node of the app: this one, whatever it says of its version. */
function carriesNode(version: string): void {
  write(
    'node_modules/.bin/node',
    `#!/bin/sh\nif [ "$1" = --version ]; then echo v${version}; else exec "${process.execPath}" "$@"; fi\n`,
  );
  chmodSync(join(app, 'node_modules/.bin/node'), 0o755);
}

function headwater(...words: string[]) {
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })`;
  const args = [
    '--import',
    `data:text/javascript,${encodeURIComponent(old)}`,
    join(app, 'dist/cli/installed.mjs'),
    ...words,
  ];
  const child = spawn(process.execPath, args, { cwd: app, env: { ...process.env, NODE_OPTIONS: '' } });
  const code = new Promise((resolve) => child.once('close', resolve));
  return { child, code, said: Promise.all([text(child.stdout), text(child.stderr)]).then((both) => both.join('')) };
}

test('the words and the exit code are passed on', async () => {
  carriesNode('24.21.0');
  const { code, said } = headwater('status', '--json');
  expect([await code, await said]).toEqual([1, 'runs status --json\n']);
});

test('Ctrl-C is waited for until the verb has put its things right', async () => {
  carriesNode('24.21.0');
  const { child, code, said } = headwater('waits');
  child.stdout.once('data', () => child.kill('SIGINT'));
  expect([await code, await said]).toEqual([130, 'runs waits\nput right\n']);
});

test.each([
  ['the app has none', () => undefined],
  ['the one of the app is as old', () => carriesNode('20.19.0')],
])('%s: a sentence and 2', async (_, prepare) => {
  prepare();
  const { code, said } = headwater('status');
  expect(await code).toBe(2);
  expect(await said).toMatch(/^headwater needs Node 22\.18 or newer .*\n-> .*npm install --save-dev node@24\n$/);
});
