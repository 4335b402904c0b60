import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Does `work` while no other process does: a second one waits for the first. A file left by a dead process is taken over. */
export async function oneAtATime(pidFile, work) {
  let told = false;
  while (!take(pidFile)) {
    const pid = Number(readIfThere(pidFile));
    if (!isAlive(pid)) rmSync(pidFile, { force: true });
    else {
      if (!told) console.error(`waiting for process ${pid}, which is installing`);
      told = true;
      await delay(500);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(pidFile, { force: true });
  }
}

function take(pidFile) {
  try {
    writeFileSync(pidFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
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
