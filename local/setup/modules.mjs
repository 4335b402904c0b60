import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneAtATime } from './one-at-a-time.mjs';
import { INTERRUPTED, run, wasInterrupted } from './run.mjs';

/**
 * Runs `npm ci` unless node_modules is complete for package-lock.json as it is now. Gives npm's exit code, 0 when there was nothing
 * to do.
 */
export async function completeModules(repository) {
  if (isComplete(repository)) return 0;
  mkdirSync(join(repository, '.local'), { recursive: true });
  return oneAtATime(join(repository, '.local', 'npm-ci.pid'), async () => {
    if (isComplete(repository)) return 0;
    return install(repository);
  });
}

async function install(repository) {
  const why = existsSync(join(repository, 'node_modules'))
    ? 'node_modules is unfinished, or package-lock.json has changed'
    : 'node_modules is missing';
  console.error(`${why}: npm ci (about a minute, from the npm registry)`);
  // The mark goes first: after an interruption it is not there, and the installation is done again.
  rmSync(marker(repository), { force: true });
  const args = ['ci', '--no-audit', '--no-fund', '--progress=true'];
  // npm's own script when npm started us, so that the same npm does it; else the one on PATH.
  const npm = process.env.npm_execpath;
  const options = { cwd: repository, whole: true };
  const code =
    npm?.endsWith('npm-cli.js') === true
      ? await run(process.execPath, [npm, ...args], options)
      : await run('npm', args, options).catch((error) => {
          console.error(`npm cannot be run (${error.message}). It comes with Node: https://nodejs.org.`);
          return 1;
        });
  if (wasInterrupted()) {
    console.error('Interrupted: npm ci has not finished. Run the command again: it starts over.');
    return INTERRUPTED;
  }
  if (code === 0) writeFileSync(marker(repository), lockHash(repository));
  else console.error(`npm ci did not finish (exit code ${code}). Run the command again: it starts over.`);
  return code;
}

function isComplete(repository) {
  const hash = lockHash(repository);
  const marked = readIfThere(marker(repository));
  if (marked === hash) return true;
  if (!wasInstalledByHand(repository)) return false;
  writeFileSync(marker(repository), hash);
  return true;
}

/** Whether a plain `npm install` or `npm ci` has installed just what the lock file says: npm writes what it did at its very end. */
function wasInstalledByHand(repository) {
  const installed = parse(readIfThere(join(repository, 'node_modules', '.package-lock.json')));
  const wanted = parse(readIfThere(join(repository, 'package-lock.json')));
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    const found = installed[path];
    // The root is not listed; what is optional may be for another platform.
    if (found === undefined) return path === '' || entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function parse(text) {
  try {
    return text === undefined ? undefined : JSON.parse(text).packages;
  } catch {
    return undefined;
  }
}

function lockHash(repository) {
  return createHash('sha256')
    .update(readFileSync(join(repository, 'package-lock.json')))
    .digest('hex');
}

function marker(repository) {
  return join(repository, 'node_modules', '.headwater-lock');
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
