/** Chaos: writers write while workers are killed, stores fail, and operations race and are killed. */
import { setTimeout as pause } from 'node:timers/promises';
import { startLocalCloud } from '../../local/local-cloud.ts';
import { planFaults } from '../integration/support/faults.ts';
import { Random } from '../simulation/random.ts';
import { headwater, serverPid, workerPids, type AttackedCloud, type RunningVerb, type Worker } from './cloud.ts';
import type { AttackOptions } from './attack.ts';
import { noting, type Summary } from './summary.ts';
import { startWriters } from './writers.ts';
import type { AcceptedWrite } from './compare.ts';
import { blockWrites, endFaults } from './whole.ts';

const WRITERS = 4;

/** Everything that a store or a way to it can do wrong here. The emulator's S3 and SQS refuse nothing on request. */
type Fault = (cloud: AttackedCloud, random: Random) => Promise<void>;

const FAULTS: Readonly<Record<string, Fault>> = {
  'bus refuses entries': async (_, random) => {
    const errorCode = random.of(['ThrottlingException', 'InternalFailure']);
    await planFaults({ putEvents: { failRate: 0.5, seed: random.below(1000), errorCode } });
    await pause(3000);
    await planFaults({});
  },
  'deliveries come twice': (_, random) =>
    planFaults({
      sqsDeliveries: { duplicate: 1 + random.below(20) },
      streamDeliveries: { duplicate: 1 + random.below(5) },
    }),
  'OpenSearch hangs': async (_, random) => {
    const pid = await serverPid('OpenSearch');
    if (pid === undefined) return;
    process.kill(pid, 'SIGSTOP');
    try {
      await pause(1000 + random.below(9000));
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  },
  'OpenSearch refuses writes with 429': async ({ stores }, random) => {
    await blockWrites(stores.search, true);
    try {
      await pause(1000 + random.below(6000));
    } finally {
      await blockWrites(stores.search, null);
    }
  },
  'OpenSearch is killed': async (_, random) => {
    const pid = await serverPid('OpenSearch');
    if (pid === undefined) return;
    process.kill(pid, 'SIGKILL');
    await pause(random.below(3000));
    await startLocalCloud({ log: () => undefined });
  },
};

const RACES: readonly (readonly string[])[] = [
  ['replay', '--from', '-5m', '--consumer', 'search', '--consumer', 'analytics', '--yes'],
  ['backfill', '--entity', 'film', '--yes'],
  ['repair', '--entity', 'film', '--grace', '1', '--yes'],
  ['reindex', 'film', '--yes'],
  ['compact', 'film', '--gather-older-than', '0s', '--remove-parts-after', '0s'],
  ['verify', '--entity', 'film', '--grace', '1'],
];

/** @returns the writes that were accepted. Everything that it broke is whole again. */
export async function chaos(
  cloud: AttackedCloud,
  prefix: string,
  { seed, milliseconds, killed, signal }: AttackOptions,
  summary: Summary,
): Promise<readonly AcceptedWrite[]> {
  const writers = startWriters(cloud.stores.table, prefix, seed, WRITERS);
  const until = Date.now() + milliseconds;
  const broken = new AbortController();
  const goesOn = (): boolean => Date.now() < until && !signal.aborted && !broken.signal.aborted;
  const ended = AbortSignal.any([signal, broken.signal]);
  const rest = (milliseconds: number): Promise<void> =>
    pause(milliseconds, undefined, { signal: ended }).catch(() => undefined);
  // One that throws ends the others too, and all have ended before anything is judged.
  const noted = async (name: string, run: Promise<void>): Promise<void> => {
    await noting(summary, name, () => run);
    if (Date.now() < until) broken.abort();
  };
  await Promise.all([
    noted('killing', killing(killed, seed, { goesOn, rest }, summary)),
    noted('failing', failing(cloud, seed, { goesOn, rest }, summary)),
    noted('racing', racing(seed, { goesOn, rest }, summary)),
  ]);
  await noting(summary, 'the writers', () => writers.stop());
  await noting(summary, 'the end of faults', () => endFaults(cloud.stores));
  summary.writes += writers.accepted.length;
  return writers.accepted;
}

/** How long each of them goes on; a rest ends at once when the attack does. */
interface Course {
  readonly goesOn: () => boolean;
  readonly rest: (milliseconds: number) => Promise<void>;
}

async function killing(
  workers: readonly Worker[],
  seed: number,
  { goesOn, rest }: Course,
  summary: Summary,
): Promise<void> {
  const random = new Random(seed + 1);
  while (goesOn()) {
    await rest(1000 + random.below(5000));
    const pids = await workerPids(workers);
    if (pids.length === 0) continue;
    try {
      process.kill(random.of(pids), 'SIGKILL');
      summary.kills += 1;
    } catch {
      // It ended by itself between the look and the kill.
    }
  }
}

async function failing(cloud: AttackedCloud, seed: number, { goesOn, rest }: Course, summary: Summary): Promise<void> {
  const random = new Random(seed + 2);
  while (goesOn()) {
    const name = random.of(Object.keys(FAULTS));
    await FAULTS[name]?.(cloud, random);
    summary.faults += 1;
    await rest(2000 + random.below(8000));
  }
}

async function racing(seed: number, { goesOn, rest }: Course, summary: Summary): Promise<void> {
  const random = new Random(seed + 3);
  const running = new Set<RunningVerb>();
  while (goesOn()) {
    const verb = headwater(...random.of(RACES));
    running.add(verb);
    summary.races += 1;
    const ended = (): boolean => running.delete(verb);
    void verb.ended.then(ended, ended);
    await Promise.race([verb.ended, rest(2000 + random.below(12_000))]);
    if (random.chance(60)) verb.child.kill('SIGKILL');
    else await Promise.race([verb.ended, rest(10_000)]);
  }
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all([...running].map(({ ended }) => ended));
}
