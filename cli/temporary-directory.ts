import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives this process, and those that it starts, a directory of their own for what is temporary: it goes when the process ends, also
 * when that is too sudden for any of them to remove its own. @throws what the disk says, when it cannot be made
 */
export function ownTemporaryDirectory(): void {
  const directory = mkdtempSync(join(tmpdir(), 'headwater-'));
  process.env['TMPDIR'] = directory;
  process.once('exit', () => remove(directory));
}

/** What a disk does not let go is left: the verb has said its last word, and an error here would have a stack. */
function remove(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    return;
  }
}
