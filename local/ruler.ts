import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { downloadJars, jarsBelow, jarsFingerprint } from './jars.ts';
import { layoutAt, type Layout } from './layout.ts';
import { withLock } from './lock.ts';
import { fingerprintOf, isMarked, mark, unmark } from './marker.ts';
import type { Log } from './progress.ts';
import { runCommand } from './run-command.ts';
import { findJava } from './venv.ts';

const driver = join(import.meta.dirname, 'ruler', 'MatchEvents.java');

/** Whether each event matches the pattern; or why EventBridge would refuse the pattern. */
export type Answer = readonly boolean[] | { readonly refused: string };

/** The engine that EventBridge itself matches events with (Event Ruler), in a JVM of its own. */
export interface Ruler {
  match(pattern: unknown, events: readonly unknown[]): Promise<Answer>;
  stop(): Promise<void>;
}

/**
 * Installs the engine where it is missing, and starts it. Needs the local cloud's installation (its Python and JDK).
 * @throws LocalCloudError when a jar cannot be had, or the driver does not compile
 */
export async function startRuler(log: Log, layout = layoutAt()): Promise<Ruler> {
  const java = await findJava(layout);
  await withLock(`${layout.ruler}.lock`, { log }, () => installRuler(layout, java));
  const classPath = [join(layout.ruler, 'jars', '*'), join(layout.ruler, 'classes')].join(':');
  const args = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-cp', classPath, 'MatchEvents'];
  return connect(spawn(java, args, { stdio: ['pipe', 'pipe', 'inherit'] }));
}

async function installRuler(layout: Layout, java: string): Promise<void> {
  const places = { ...layout, jars: join(layout.ruler, 'jars'), jarDownloads: join(layout.ruler, 'downloads') };
  const classes = join(layout.ruler, 'classes');
  const marker = join(layout.markers, 'ruler');
  const fingerprint = fingerprintOf(await jarsFingerprint(places, 'ruler'), await readFile(driver, 'utf8'));
  if ((await isMarked(marker, fingerprint)) && (await isThere(join(classes, 'MatchEvents.class')))) return;
  await unmark(marker);
  await rm(classes, { recursive: true, force: true });
  await downloadJars(places, undefined, 'ruler');
  const jars = await jarsBelow(places.jars);
  const compiler = jars.find((jar) => jar.includes('ecj')) ?? '';
  await runCommand({
    name: 'Compiling the driver of Event Ruler',
    file: java,
    args: [
      '-jar',
      compiler,
      '-source',
      '17',
      '-target',
      '17',
      '-proc:none',
      '-cp',
      jars.join(':'),
      '-d',
      classes,
      driver,
    ],
    log: join(layout.logs, 'install-ruler.log'),
    next: 'Read the compiler output above.',
  });
  await mark(marker, fingerprint);
}

/** One line of JSON in, one line out, in order. */
function connect(process: ChildProcessByStdio<Writable, Readable, null>): Ruler {
  const waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];
  createInterface({ input: process.stdout }).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line) as Answer));
  // A broken pipe shows as the end of the process, below.
  process.stdin.on('error', () => undefined);
  const ended = once(process, 'close').then(([code]) => {
    for (const { reject } of waiting) reject(new Error(`Event Ruler ended with ${String(code)}`));
  });
  return {
    match: (pattern, events) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        const question = { pattern, events: events.map((event) => JSON.stringify(event)) };
        process.stdin.write(`${JSON.stringify(question)}\n`);
      }),
    stop: async () => {
      process.stdin.end();
      await ended;
    },
  };
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
