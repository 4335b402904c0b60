/** `node test/simulation/simulate.ts --seeds 10000 [--seed 7] [--mutant name]`: exit code 1 when a seed fails. */
import { parseArgs } from 'node:util';
import { loadSimulation } from './mutants/load.ts';
import { mutantNamed } from './mutants/list.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, seed: { type: 'string' }, mutant: { type: 'string' } },
});
const first = whole(values.seed ?? '1', 'seed');
const count = values.seeds === undefined ? (values.seed === undefined ? 10_000 : 1) : whole(values.seeds, 'seeds');
const { runSeed, tellFailure } = await loadSimulation(
  values.mutant === undefined ? undefined : mutantNamed(values.mutant),
);

const begin = performance.now();
let told = begin;
let ran = 0;
for (let seed = first; seed < first + count && process.exitCode === undefined; seed += 1) {
  const { faults } = await runSeed(seed);
  ran += 1;
  if (faults.length > 0) {
    process.exitCode = 1;
    console.error(await tellFailure(seed, values.mutant));
  }
  const now = performance.now();
  if (now - told > 2_000) {
    told = now;
    console.error(`${ran} of ${count} seeds, ${perSecond()} a second`);
  }
}
console.log(`${ran} seeds, ${perSecond()} a second: ${process.exitCode === 1 ? 'the last one fails' : 'all hold'}`);

function perSecond(): number {
  return Math.round(ran / ((performance.now() - begin) / 1_000));
}

function whole(text: string, name: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new TypeError(`--${name} takes a whole number, not "${text}"`);
}
