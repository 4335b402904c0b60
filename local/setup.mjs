// The first step of every command, on whatever Node >= 20 the machine has: completes node_modules, then runs a TypeScript file on the
// Node 24 that lies in it. Plain JavaScript without dependencies, as nothing is installed yet.
//
//   node local/setup.mjs cli/main.ts demo

import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { completeModules } from './setup/modules.mjs';
import { endOnSignal, run } from './setup/run.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = 20;

/** Completes what is missing and runs the file; gives its exit code. */
export async function setUpAndRun(file, args) {
  endOnSignal();
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    return fail(
      `Headwater needs Node ${oldestNode} or newer, and this is ${process.version}.`,
      'Install it from https://nodejs.org.',
    );
  }
  const installed = await completeModules(repository);
  if (installed !== 0) return installed;
  const binaries = join(repository, 'node_modules', '.bin');
  const node = join(binaries, 'node');
  if (!existsSync(node)) {
    return fail(
      `${node} is missing: the install script of the npm package "node" has not run.`,
      'Allow install scripts (npm config get ignore-scripts) and run: npm rebuild node',
    );
  }
  const env = { ...process.env, PATH: [binaries, process.env.PATH ?? ''].join(delimiter) };
  return run(node, [resolve(repository, file), ...args], { env });
}

function fail(message, next) {
  console.error(`${message}\n${next}`);
  return 1;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file, ...args] = process.argv.slice(2);
  process.exitCode =
    file === undefined
      ? fail('No file to run.', 'node local/setup.mjs <file.ts> [args]')
      : await setUpAndRun(file, args);
}
