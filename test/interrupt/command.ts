/**
 * `npm run test:interrupt`: stops every verb once at every named point of its work, on the local cloud that runs (`npx headwater up`), and
 * looks how it ends. Then it runs the verb again, which must complete. Takes some hours.
 *
 *     npm run test:interrupt -- status demo 'dlq export'     # of these verbs
 *     npm run test:interrupt -- --most 20 demo               # at twenty of its names
 *     npm run test:interrupt -- --skip 22 reindex            # not at the first 22 that a run before came to
 *     npm run test:interrupt -- --every verify               # at every point, however often its name comes
 *     npm run test:interrupt -- --at restoring drill         # at the first point with this in it, without a whole run before
 *
 * A name stands for all points of its kind (names.ts): a demo has 4,700 points, nearly all of them the same write. And the first point of a
 * name is the same one in each run, while point 40 of one run is another in the next.
 *
 * It counts the stops that a verb did not come to, names them, and fails where a verb came to none but the first.
 */
import { parseArgs } from 'node:util';
import { nameOf } from './names.ts';
import { runVerb, stopVerb, type Point, type Stopped } from './stop.ts';
import { VERBS, type StoppedVerb } from './verbs.ts';

const { values, positionals } = parseArgs({
  options: {
    most: { type: 'string' },
    skip: { type: 'string', default: '0' },
    every: { type: 'boolean', default: false },
    at: { type: 'string', multiple: true },
  },
  allowPositionals: true,
});
const most = Number(values.most ?? Infinity);
let [passed, failed, unreached] = [0, 0, 0];

for (const verb of VERBS) {
  const command = verb.words.join(' ');
  if (positionals.length > 0 && !positionals.some((asked) => `${command} `.startsWith(`${asked} `))) continue;
  try {
    await stopEverywhere(verb, command);
  } catch (error) {
    verdict(`${command}: its state`, [error instanceof Error ? error.message : String(error)]);
  }
}
console.log(`\n${passed} passed, ${failed} failed, ${unreached} stops were not reached`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

async function stopEverywhere(verb: StoppedVerb, command: string): Promise<void> {
  const { completes, goesOn = false, isDone } = verb;
  const points = values.at ? [] : await wholeRun(command, verb);
  const asked = values.at ?? spread(stopsAmong(points).slice(Number(values.skip)), most);
  const missed: string[] = [];
  for (const at of asked) {
    const words = await prepared(verb);
    const stopped = await stopVerb(words, at, 'SIGINT');
    if (!stopped.reached) missed.push(textOf(at));
    verdict(`${command}: stopped at ${textOf(at)}`, complaintsOf(stopped, at, completes));
    if (goesOn && !(await isDone?.())) {
      verdict(`${command}: stopped at ${textOf(at)}, goes on`, await complaintsAgain(words, completes));
    }
  }
  const reached = asked.length - missed.length;
  unreached += missed.length;
  for (const name of missed) console.log(`  not reached: ${name}`);
  // One that ends at once passes every stop that it does not come to.
  const early = reached <= 1 && asked.length > 1 ? ['it came to no stop but the first'] : [];
  verdict(`${command}: came to ${reached} of ${asked.length} stops, ${pointsTold(points)}`, early);
  verdict(`${command}: runs again`, await complaintsAgain(await prepared(verb), completes));
}

/** @returns the points that it came by */
async function wholeRun(command: string, verb: StoppedVerb): Promise<readonly string[]> {
  const { points, code, stderr } = await runVerb(await prepared(verb));
  const completes = verb.completes.includes(code ?? -1);
  verdict(`${command}: runs`, completes ? [] : [`exit code ${code ?? 'none'}\n${stderr}`]);
  return points;
}

function pointsTold(points: readonly string[]): string {
  if (values.at) return 'asked by --at';
  const { length } = stopsAmong(points);
  return values.every ? `of ${length} points` : `of ${length} named points (${points.length} points)`;
}

/** The points of a run at which the verb is stopped: one of each name, or all of them by number. */
function stopsAmong(points: readonly string[]): readonly Point[] {
  if (values.every) return points.map((_, index) => index + 1);
  return [...new Set(points.map(nameOf))].map((name) => ({ name }));
}

function textOf(at: Point): string {
  return typeof at === 'object' ? at.name : String(at);
}

/** A run has a few points more or less than another: one that completed before the last stop is well, one that was refused is not. */
function complaintsOf({ reached, code, complaints }: Stopped, at: Point, completes: readonly number[]) {
  return reached || completes.includes(code ?? -1)
    ? complaints
    : [`exit code ${code ?? 'none'} before it came to ${textOf(at)}`];
}

async function prepared({ words, before, further }: StoppedVerb): Promise<readonly string[]> {
  await before?.();
  return [...words, ...((await further?.()) ?? [])];
}

async function complaintsAgain(words: readonly string[], completes: readonly number[]): Promise<readonly string[]> {
  const { code, stderr } = await runVerb(words);
  return completes.includes(code ?? -1) ? [] : [`exit code ${code ?? 'none'}\n${stderr}`];
}

function verdict(what: string, complaints: readonly string[]): void {
  if (complaints.length === 0) passed += 1;
  else failed += 1;
  console.log(`${complaints.length === 0 ? 'ok    ' : 'FAILED'} ${what}`);
  for (const complaint of complaints) console.log(`  ${complaint}`);
}

/** All of them, or so many, evenly, the first and the last among them. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const asked = Array.from({ length: most }, (_, index) =>
    Math.round((index * (all.length - 1)) / Math.max(most - 1, 1)),
  );
  return all.filter((_, index) => asked.includes(index));
}
