import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Does `work` while no other process does: a second one waits for the first, and Ctrl-C ends the wait. A file left by a dead process is
 * taken over.
 */
export async function oneAtATime(pidFile, work) {
  let told = false;
  while (!take(pidFile)) {
    const content = readIfThere(pidFile);
    if (!isAlive(Number(content))) removeStale(pidFile, content);
    else {
      if (!told) console.error(`waiting for process ${content}, which is installing`);
      told = true;
      await delay(500);
    }
  }
  const giveBack = () => rmSync(pidFile, { force: true });
  process.once('exit', giveBack);
  try {
    return await work();
  } finally {
    process.off('exit', giveBack);
    giveBack();
  }
}

/** With its content in one step (a link): nobody reads an empty one, and takes its holder for dead. */
function take(pidFile) {
  const draft = `${pidFile}.${randomUUID()}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, pidFile);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves it away. If another process was faster, what was moved is its fresh one: that goes back. */
function removeStale(pidFile, stale) {
  const aside = `${pidFile}.${randomUUID()}`;
  try {
    renameSync(pidFile, aside);
    if (readIfThere(aside) !== stale) linkSync(aside, pidFile);
  } catch {
    // Somebody else has moved or made it: the next look tells.
  }
  rmSync(aside, { force: true });
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
