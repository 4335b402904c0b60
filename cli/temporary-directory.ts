import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives this process, and those that it starts, a directory of their own for what is temporary: it goes when the process ends, also
 * when that is too sudden for any of them to remove its own.
 */
export function ownTemporaryDirectory(): void {
  const directory = mkdtempSync(join(tmpdir(), 'headwater-'));
  process.env['TMPDIR'] = directory;
  process.once('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
}
