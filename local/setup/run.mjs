import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { clearTimeout, setTimeout } from 'node:timers';

/** 128 + SIGINT, as every verb has it (cli/errors.ts). */
export const INTERRUPTED = 130;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** From the signal to SIGKILL, as local/run-command.ts has it: npm goes on with what it has begun, for over half a minute. */
const GRACE_MS = 5_000;

let children = 0;
let interrupted = false;

/** Whether Ctrl-C, SIGTERM or SIGHUP has come. */
export function wasInterrupted() {
  return interrupted;
}

/** Ends this process with 130 on a signal, unless a program runs: then that one ends first. */
export function endOnSignal() {
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      interrupted = true;
      if (children > 0) return;
      console.error('Interrupted. Run the command again to go on.');
      process.exit(INTERRUPTED);
    });
  }
}

/**
 * Runs a program to its end with this process's terminal, and gives its exit code (128 + n after signal n, as shells do).
 * A signal for this process is meant for the program: this process waits for it to clean up and end. Ctrl-C in a terminal goes to both
 * by itself, and twice would be taken for impatience; without a terminal SIGINT is passed on.
 *
 * `whole`: the program asks nothing, and all that it starts ends with it. On a signal it has five seconds, and is run anew the next time.
 */
export function run(command, args, { whole = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = whole ? ['ignore', 'inherit', 'inherit'] : 'inherit';
    const child = spawn(command, args, { stdio, detached: whole, ...options });
    children += 1;
    const send = (signal) => (whole ? sendToGroup(child.pid, signal) : child.kill(signal));
    const forward = { SIGINT: whole || !process.stdin.isTTY, SIGTERM: true, SIGHUP: true };
    let impatience;
    const listeners = SIGNALS.map((signal) => {
      const listener = () => {
        if (forward[signal]) send(signal);
        if (whole) impatience ??= setTimeout(send, GRACE_MS, 'SIGKILL');
      };
      process.on(signal, listener);
      return () => process.off(signal, listener);
    });
    const ended =
      (settle) =>
      (...result) => {
        children -= 1;
        clearTimeout(impatience);
        for (const remove of listeners) remove();
        if (whole) sendToGroup(child.pid, 'SIGKILL');
        settle(...result);
      };
    child.once('error', ended(reject));
    child.once(
      'close',
      ended((code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0))),
    );
  });
}

function sendToGroup(pid, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}
