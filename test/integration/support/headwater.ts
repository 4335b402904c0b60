import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `headwater` as a user does. `onStderr` sees all that was said so far, and may stop it by Ctrl-C. */
export function headwater(
  args: readonly string[],
  onStderr: (text: string, interrupt: () => void) => void = () => undefined,
): Promise<CommandResult> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../../cli/main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  // A second Ctrl-C would end it at once, before it has said anything.
  let interrupted = false;
  const interrupt = (): void => {
    if (!interrupted) child.kill('SIGINT');
    interrupted = true;
  };
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
    onStderr(stderr, interrupt);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}
