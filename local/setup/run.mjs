import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program to its end with this process's terminal, and gives its exit code (128 + n after signal n, as shells do).
 * A signal for this process is meant for the program: this process waits for it to clean up and end. Ctrl-C in a terminal goes to both
 * by itself, and twice would be taken for impatience; without a terminal SIGINT is passed on.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const forward = { SIGINT: !process.stdin.isTTY, SIGTERM: true, SIGHUP: true };
    const listeners = Object.entries(forward).map(([signal, passOn]) => {
      const listener = () => {
        if (passOn) child.kill(signal);
      };
      process.on(signal, listener);
      return () => process.off(signal, listener);
    });
    const ended =
      (settle) =>
      (...result) => {
        for (const remove of listeners) remove();
        settle(...result);
      };
    child.once('error', ended(reject));
    child.once(
      'close',
      ended((code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0))),
    );
  });
}
