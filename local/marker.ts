import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * A marker says that an install step came to its end, and from what: it holds a fingerprint of the step's inputs. It is taken away
 * before the step begins and written after it ended, so that a half-finished install, or one from other inputs, is done again.
 */
export async function isMarked(marker: string, fingerprint: string): Promise<boolean> {
  const written = await readFile(marker, 'utf8').catch(() => undefined);
  return written === fingerprint;
}

export async function mark(marker: string, fingerprint: string): Promise<void> {
  await mkdir(dirname(marker), { recursive: true });
  // Renamed into place: a marker is never half-written.
  await writeFile(`${marker}.new`, fingerprint);
  await rename(`${marker}.new`, marker);
}

export async function unmark(marker: string): Promise<void> {
  await rm(marker, { force: true });
}

export function fingerprintOf(...inputs: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
}
