/**
 * Counts the points of a verb's work, and presses Ctrl-C at one of them. Loaded before the verb, so that the product has no seam for it:
 *
 *     HEADWATER_POINTS=points.txt node --import ./test/interrupt/points.ts cli/main.ts status
 *     HEADWATER_STOP_AT=12        node --import ./test/interrupt/points.ts cli/main.ts status
 *     HEADWATER_STOP_AT='_search' node --import ./test/interrupt/points.ts cli/main.ts search film alien
 *     HEADWATER_STOP_AT_NAME='stderr … fill: # of #' node --import ./test/interrupt/points.ts cli/main.ts reindex film --yes
 *
 * A point is a line that is shown, a request that begins or has its answer, a child process that is started.
 */
import { appendFileSync } from 'node:fs';
import { subscribe } from 'node:diagnostics_channel';
import { isMainThread } from 'node:worker_threads';
import { nameOf } from './names.ts';

const { HEADWATER_POINTS: file, HEADWATER_STOP_AT: stopAt, HEADWATER_STOP_AT_NAME: stopAtName } = process.env;
const { HEADWATER_STOP_BY: stopBy = 'SIGINT' } = process.env;
let passed = 0;
let stopped = false;

function point(text: string): void {
  passed += 1;
  const line = text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
  if (file !== undefined) appendFileSync(file, `${line}\n`);
  if (stopped || !isAsked(line)) return;
  stopped = true;
  process.kill(process.pid, stopBy);
}

/** By a number, by what is in it, or by its whole name. */
function isAsked(line: string): boolean {
  if (stopAtName !== undefined) return nameOf(line) === stopAtName;
  if (stopAt === undefined) return false;
  return Number.isNaN(Number(stopAt)) ? line.includes(stopAt) : passed === Number(stopAt);
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

interface Message {
  readonly request?: Asked;
  readonly process?: { readonly spawnargs?: readonly string[] };
}

/** A request of node:http, or of undici, which has no headers to ask for. */
interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly getHeader?: (name: string) => unknown;
}

function describe(message: unknown): string {
  const { request, process: child } = message as Message;
  if (!request) return child?.spawnargs?.join(' ') ?? '';
  return `${request.method ?? ''} ${request.path ?? ''} ${operationOf(request)}`;
}

/** Most services of AWS are asked by `POST /`: a header names the operation, or at least the service. */
function operationOf(request: Asked): string {
  const target = request.getHeader?.('x-amz-target');
  const agent = request.getHeader?.('user-agent');
  if (typeof target === 'string') return target;
  return (typeof agent === 'string' ? /\bapi\/(\w+)/.exec(agent)?.[1] : undefined) ?? '';
}
