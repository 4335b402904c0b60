/** A place on this machine where no network is but the loopback of its own: a network namespace of Linux. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AppFolder } from './packed.ts';

export interface NoNetwork {
  /** Runs an app's program there, and what that starts; servers that stay are reached from there only. */
  within(app: AppFolder): AppFolder['run'];
  /** It goes with the last process in it. */
  leave(): void;
}

/** @throws Error when this system makes no such place: `unshare`, `nsenter` and `ip` are what it takes */
export async function enterNoNetwork(): Promise<NoNetwork> {
  const holder = spawn('unshare', ['-rn', 'sh', '-c', 'ip link set lo up && echo up && exec sleep 3600'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [first] = (await Promise.race([once(holder.stdout, 'data'), once(holder, 'close')])) as [unknown];
  if (String(first).trim() !== 'up') throw new Error('no namespace without a network could be made here');
  const enter = ['--preserve-credentials', '--user', '--net', '--target', String(holder.pid)];
  return {
    within: (app) => (file, args, env) => app.run('nsenter', [...enter, file, ...args], env),
    leave: () => void holder.kill(),
  };
}
