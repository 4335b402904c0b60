import { runSeed } from './run-seed.ts';
import { shortest } from './shrink.ts';
import { historyOf, type Step } from './steps.ts';

/** A failing seed's shortest history, as a person reads it, and how to run it again. */
export async function tellFailure(seed: number, mutant?: string): Promise<string> {
  const fails = async (steps: readonly Step[]): Promise<boolean> => (await runSeed(seed, steps)).faults.length > 0;
  const history = historyOf(seed);
  const steps = await shortest(history, fails, simpler);
  const { told, faults } = await runSeed(seed, steps, true);
  const again = `node test/simulation/simulate.ts --seed ${seed}${mutant === undefined ? '' : ` --mutant ${mutant}`}`;
  return [
    `seed ${seed} fails: ${faults[0] ?? 'but not when it is run again'}`,
    '',
    `The shortest history that fails has ${steps.length} of its ${history.length} steps:`,
    ...steps.map((step) => `  ${JSON.stringify(step)}`),
    '',
    'What happens in it:',
    ...told.map((line) => `  ${line}`),
    '',
    `Run it again: ${again}`,
  ].join('\n');
}

/** The same step with less in it. */
function simpler(step: Step): readonly Step[] {
  const simplified: Step[] = [];
  if ('fates' in step && step.fates.length > 0) {
    simplified.push({ ...step, fates: [] }, { ...step, fates: step.fates.slice(0, -1) });
    step.fates.forEach((fate, at) => {
      if (fate !== 'ok') simplified.push({ ...step, fates: step.fates.with(at, 'ok') });
    });
  }
  // The clock is right at 29.
  if ('skew' in step && step.skew !== 29) simplified.push({ ...step, skew: 29 });
  if (step.do === 'put' && step.title === 'large') simplified.push({ ...step, title: 'green' });
  if (step.do === 'deliver' && step.how !== 'once') simplified.push({ ...step, how: 'once' });
  return simplified;
}
