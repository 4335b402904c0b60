import { act } from './act.ts';
import { check } from './check.ts';
import { finish } from './drain.ts';
import { historyOf, type Step } from './steps.ts';
import { World } from './world/world.ts';

/** How a seed ended. */
export interface Ending {
  /** Empty when everything held. */
  readonly faults: readonly string[];
  /** What happened, for a person to read, if asked for. */
  readonly told: readonly string[];
}

/** Runs a seed's own history, or a part of it. */
export async function runSeed(seed: number, steps: readonly Step[] = historyOf(seed), speaks = false): Promise<Ending> {
  const search = seed % 2 === 0 ? 'memory' : 'opensearch';
  const world = new World({ search, speaks, digits: BigInt(1 + (seed % 12)) });
  try {
    for (const step of steps) {
      await act(world, step);
      if (world.faults.length > 0) return world;
    }
    await finish(world, seed % 3 > 0);
    if (world.faults.length === 0) await check(world);
  } catch (error) {
    world.fault(`the simulation stops: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  return world;
}
