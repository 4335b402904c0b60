#!/usr/bin/env node
// `npx headwater <verb>` where the package is installed: runs main.js on a Node that reads a headwater.config.ts as it stands (22.18: types
// are stripped without a flag). This process's own if it can, else the one of the npm package `node` that the app has.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endOnSignal, run } from '../local/setup/run.mjs';

const main = new URL('main.js', import.meta.url);

if (readsTypes(process.versions.node)) {
  await import(main.href);
} else {
  endOnSignal();
  const node = nodeOfTheApp(process.cwd());
  process.exitCode = node === undefined ? tooOld() : await run(node, [fileURLToPath(main), ...process.argv.slice(2)]);
}

function readsTypes(version) {
  const [major, minor] = version.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 18);
}

function nodeOfTheApp(start) {
  for (let at = start; ; at = dirname(at)) {
    const node = join(at, 'node_modules', '.bin', 'node');
    if (existsSync(node))
      return readsTypes(execFileSync(node, ['--version'], { encoding: 'utf8' }).slice(1)) ? node : undefined;
    if (at === dirname(at)) return undefined;
  }
}

function tooOld() {
  console.error(
    `headwater needs Node 22.18 or newer to read headwater.config.ts, and this is ${process.version}.\n` +
      '-> Install that, or give the app one of its own: npm install --save-dev node@24',
  );
  return 2;
}
