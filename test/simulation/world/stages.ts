/** What all runs of functions share. */
import type { OutcomeCounter } from '../../../shared/runtime/metrics.ts';
import type { Fate } from './invocation.ts';
import type { Running, World } from './world.ts';

export async function resume(world: World, running: Running, fates: readonly Fate[]): Promise<void> {
  world.tell(`${running.invocation.name} goes on`);
  world.running.delete(running);
  await run(world, running, fates);
}

export async function run(world: World, running: Running, fates: readonly Fate[]): Promise<void> {
  await running.invocation.advance(fates);
  if (running.invocation.progress === 'paused') world.running.add(running);
  else running.finish();
}

export function countingCounter(): OutcomeCounter & { readonly total: number } {
  let total = 0;
  return {
    get total() {
      return total;
    },
    // What came in and what is settled are no outcomes.
    count: (_entity, metric) => {
      if (metric !== 'Received' && metric !== 'Settled') total += 1;
    },
    flush: () => undefined,
  };
}
