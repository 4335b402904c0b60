/**
 * `node test/simulation/mutants.ts [--seeds 10000] [--simulation-only] [--mutant <name>]`: the simulation, or the test file that a mutant
 * names, must catch each deliberate fault. Exit code 1 when one survives (so many seeds), or its text is gone.
 */
import { parseArgs } from 'node:util';
import { failsIn } from './mutants/fail-in.ts';
import { MUTANTS, mutantNamed, type Mutant } from './mutants/list.ts';
import { loadSimulation } from './mutants/load.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    'simulation-only': { type: 'boolean', default: false },
    mutant: { type: 'string', multiple: true },
  },
});
const seeds = Number(values.seeds);

/** A mutant that a test file catches takes a process of its own, and seconds. */
const chosen = (values.mutant?.map(mutantNamed) ?? MUTANTS).filter(
  ({ caughtBy }) => !values['simulation-only'] || caughtBy === undefined,
);

const widest = Math.max(...chosen.map(({ name }) => name.length));
let survivors = 0;
for (const mutant of chosen) {
  const caught = await catchAt(mutant).catch((error: unknown) => String(error));
  if (typeof caught !== 'object') survivors += 1;
  const result =
    typeof caught === 'object'
      ? `caught after ${String(caught.seed).padStart(4)} seeds: ${caught.fault}`
      : `SURVIVES${caught === undefined ? '' : `: ${caught}`}`;
  console.log(`${mutant.name.padEnd(widest)}  ${result}`);
}
const held = chosen.length - survivors;
console.log(
  `${held} of ${chosen.length} mutants are caught${survivors > 0 ? `; the others survive ${seeds} seeds or their test, or have lost their text` : ''}`,
);
if (survivors > 0) process.exitCode = 1;

/** The first seed that fails with the mutant; undefined when none does. */
async function catchAt(mutant: Mutant): Promise<{ readonly seed: number; readonly fault: string } | undefined> {
  if (mutant.caughtBy !== undefined)
    return (await failsIn(mutant.caughtBy, mutant)) ? { seed: 0, fault: mutant.caughtBy } : undefined;
  const { runSeed } = await loadSimulation(mutant);
  for (let seed = 1; seed <= seeds; seed += 1) {
    const [fault] = (await runSeed(seed)).faults;
    if (fault !== undefined) return { seed, fault: fault.split('\n')[0] ?? '' };
  }
  return undefined;
}
