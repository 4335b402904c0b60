/**
 * `npm run test:interrupt`: stops every verb once at every point of its work, on the local cloud that runs (`npx headwater up`), and looks
 * how it ends. Then it runs the verb again, which must complete. Takes an hour or two.
 *
 *     npm run test:interrupt -- --most 20 status demo 'dlq export'     # of these verbs, at twenty points each
 *
 * It counts the stops that a verb did not come to, and fails where a verb came to none but the first.
 */
import { parseArgs } from 'node:util';
import { runVerb, stopVerb, type Stopped } from './stop.ts';
import { VERBS, type StoppedVerb } from './verbs.ts';

const { values, positionals } = parseArgs({ options: { most: { type: 'string' } }, allowPositionals: true });
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
  const { points, code, stderr } = await runVerb(await prepared(verb));
  verdict(`${command}: runs`, completes.includes(code ?? -1) ? [] : [`exit code ${code ?? 'none'}\n${stderr}`]);
  const numbers = spread(points.length, most);
  let reached = 0;
  for (const at of numbers) {
    const words = await prepared(verb);
    const stopped = await stopVerb(words, at, 'SIGINT');
    if (stopped.reached) reached += 1;
    verdict(`${command}: stopped at ${at} of ${points.length}`, complaintsOf(stopped, at, completes));
    if (goesOn && !(await isDone?.())) {
      verdict(`${command}: stopped at ${at}, goes on`, await complaintsAgain(words, completes));
    }
  }
  unreached += numbers.length - reached;
  // One that ends at once passes every stop that it does not come to.
  const early = reached <= 1 && numbers.length > 1 ? ['it came to no stop but the first'] : [];
  verdict(`${command}: came to ${reached} of ${numbers.length} stops`, early);
  verdict(`${command}: runs again`, await complaintsAgain(await prepared(verb), completes));
}

/** A run has a few points more or less than another: one that completed before the last stop is well, one that was refused is not. */
function complaintsOf({ reached, code, complaints }: Stopped, at: number, completes: readonly number[]) {
  return reached || completes.includes(code ?? -1)
    ? complaints
    : [`exit code ${code ?? 'none'} before it came to ${at}`];
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
  if (complaints.length > 0 || !what.includes('stopped at')) {
    console.log(`${complaints.length === 0 ? 'ok    ' : 'FAILED'} ${what}`);
  }
  for (const complaint of complaints) console.log(`  ${complaint}`);
}

/** All numbers from one, or so many of them, evenly, the first and the last among them. */
function spread(count: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index + 1);
  const numbers = Array.from({ length: most }, (_, index) => 1 + Math.round((index * (count - 1)) / (most - 1)));
  return [...new Set(numbers)];
}
