/** A mutant that a test file of Vitest must catch. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mutated } from './load.ts';
import type { Mutant } from './list.ts';

/** Enough for the field-by-field walk and a taste of the fuzz; the walk is what catches most. */
const FUZZ_RUNS = '100';

/**
 * Whether a test of the file fails with the mutant: vitest.config.ts puts it in the place of what ships.
 * @throws Error when the mutant's text does not stand in its file exactly once
 */
export async function failsIn(file: string, mutant: Mutant): Promise<boolean> {
  mutated(mutant);
  const env = { ...process.env, HEADWATER_MUTANT: mutant.name, HEADWATER_FUZZ_RUNS: FUZZ_RUNS };
  const args = ['vitest', 'run', '--project', 'unit', '--bail', '1', '--reporter', 'json', file];
  const child = spawn('npx', args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  let report = '';
  child.stdout.on('data', (data: Buffer) => (report += data.toString()));
  await once(child, 'close');
  // A file that cannot be loaded fails too, but catches nothing.
  return Number(/"numFailedTests":(\d+)/.exec(report)?.[1] ?? 0) > 0;
}
