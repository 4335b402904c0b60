#!/usr/bin/env node
// `npx headwater <verb>` where the package is installed: runs main.js on a Node that reads a headwater.config.ts as it stands. This
// process's own if it can (22.18: types are stripped without a flag), else the one of the npm package `node` that the app has.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = join(dirname(fileURLToPath(import.meta.url)), 'main.js');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major >= 24 || (major === 22 && minor >= 18)) {
  await import(main);
} else {
  const node = nodeOfTheApp(process.cwd());
  if (node === undefined) {
    console.error(
      `headwater needs Node 22.18 or newer to read headwater.config.ts, and this is ${process.version}.\n` +
        '-> Install that, or give the app one of its own: npm install --save-dev node@24',
    );
    process.exitCode = 2;
  } else {
    const { status, signal } = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
    process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 1);
  }
}

function nodeOfTheApp(start) {
  for (let at = start; ; at = dirname(at)) {
    const node = join(at, 'node_modules', '.bin', 'node');
    if (existsSync(node)) return node;
    if (at === dirname(at)) return undefined;
  }
}
