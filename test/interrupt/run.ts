/**
 * `npm run test:interrupt`: stops every verb once at every point of its work, on the local cloud that runs (`npx headwater up`), and looks
 * how it ends. Then it runs the verb again, which must complete. Takes an hour or two.
 *
 *     npm run test:interrupt -- --most 20 status demo     # of these verbs, at twenty points each
 */
import { parseArgs } from 'node:util';
import { complaintsAt, runVerb } from './stop.ts';
import { VERBS } from './verbs.ts';

const { values, positionals } = parseArgs({ options: { most: { type: 'string' } }, allowPositionals: true });
const most = Number(values.most ?? Infinity);
let [passed, failed] = [0, 0];

for (const { words: first, before, further, completes, goesOn = false } of VERBS) {
  if (positionals.length > 0 && !positionals.includes(first[0])) continue;
  const command = first.join(' ');
  const prepared = async (): Promise<readonly string[]> => {
    await before?.();
    return [...first, ...((await further?.()) ?? [])];
  };
  let words = await prepared();
  const { points, code } = await runVerb(words);
  verdict(`${command}: runs`, completes.includes(code ?? -1) ? [] : [`exit code ${code ?? 'none'}`]);
  for (const at of spread(points.length, most)) {
    words = await prepared();
    verdict(`${command}: stopped at ${at} of ${points.length}`, await complaintsAt(words, at));
    if (goesOn) verdict(`${command}: stopped at ${at}, goes on`, await complaintsAgain(words, completes));
  }
  verdict(`${command}: runs again`, await complaintsAgain(words, completes));
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

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
