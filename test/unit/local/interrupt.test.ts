import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Says `ready`, then `aborted` at the first signal, `second` at a second one; it ends by itself after that, with 130. */
const PROGRAM = `import { watchForInterruption, atExit } from '${join(import.meta.dirname, '../../../local/interrupt.ts')}';
const { signal } = watchForInterruption(() => { console.log('second'); process.exit(130); });
atExit(() => console.log('tidied up'));
signal.addEventListener('abort', () => console.log('aborted'));
setInterval(() => {}, 1000);
console.log('ready');`;

function begin() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  const code = new Promise((resolve) => child.once('close', resolve));
  return { child, code, says: () => said.trim().split('\n') };
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'one %s is told of once, however many ways it comes by',
  async (signal) => {
    const { child, says } = begin();
    await expect.poll(says).toEqual(['ready']);

    child.kill(signal);
    child.kill('SIGINT');

    await expect.poll(says).toEqual(['ready', 'aborted']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(says()).toEqual(['ready', 'aborted']);
    child.kill('SIGKILL');
  },
);

test('a second one, a second later, ends the process, which tidies up what it can', async () => {
  const { child, code, says } = begin();
  await expect.poll(says).toEqual(['ready']);
  child.kill('SIGINT');
  // Its second begins when it hears the first signal, not when that is sent.
  await expect.poll(says).toEqual(['ready', 'aborted']);
  await new Promise((resolve) => setTimeout(resolve, 1_200));

  child.kill('SIGINT');

  expect(await code).toBe(130);
  expect(says()).toEqual(['ready', 'aborted', 'second', 'tidied up']);
});
