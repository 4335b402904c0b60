/**
 * Counts the points of a verb's work, and presses Ctrl-C at one of them. Loaded before the verb, so that the product has no seam for it:
 *
 *     HEADWATER_POINTS=points.txt node --import ./test/interrupt/points.ts cli/main.ts status
 *     HEADWATER_STOP_AT=12        node --import ./test/interrupt/points.ts cli/main.ts status
 *     HEADWATER_STOP_AT='_search' node --import ./test/interrupt/points.ts cli/main.ts search film alien
 *
 * A point is a line that is shown, a request that begins or has its answer, a child process that is started.
 */
import { appendFileSync } from 'node:fs';
import { subscribe } from 'node:diagnostics_channel';
import { isMainThread } from 'node:worker_threads';

const { HEADWATER_POINTS: file, HEADWATER_STOP_AT: stopAt, HEADWATER_STOP_BY: stopBy = 'SIGINT' } = process.env;
let passed = 0;
let stopped = false;

function point(name: string): void {
  passed += 1;
  if (file !== undefined) appendFileSync(file, `${name.replaceAll(/\s+/g, ' ').slice(0, 300)}\n`);
  if (stopped || (passed !== Number(stopAt) && !isNamed(name))) return;
  stopped = true;
  process.kill(process.pid, stopBy);
}

/** By a number, or by what is in its name. */
function isNamed(name: string): boolean {
  return stopAt !== undefined && Number.isNaN(Number(stopAt)) && name.includes(stopAt);
}

function countLines(name: string, stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (...args: readonly unknown[]) => boolean;
  stream.write = (...args: readonly unknown[]): boolean => {
    const isWritten = write(...args);
    point(`${name} ${String(args[0])}`);
    return isWritten;
  };
}

if (isMainThread) {
  countLines('stdout', process.stdout);
  countLines('stderr', process.stderr);
  for (const channel of ['http.client.request.start', 'http.client.response.finish', 'undici:request:create']) {
    subscribe(channel, (message) => point(`${channel} ${describe(message)}`));
  }
  subscribe('child_process', (message) => point(`child ${describe(message)}`));
}

function describe(message: unknown): string {
  const { request, process: child } = message as {
    readonly request?: { readonly method?: string; readonly path?: string };
    readonly process?: { readonly spawnargs?: readonly string[] };
  };
  if (request) return `${request.method ?? ''} ${request.path ?? ''}`;
  return child?.spawnargs?.join(' ') ?? '';
}
