/** The attack's parts, one after another on one cloud. */
import { chaos } from './chaos.ts';
import { connectCloud, type AttackedCloud, type Worker } from './cloud.ts';
import { damageStores } from './damage.ts';
import { forge } from './forge.ts';
import { compacted, finishOperations, untilInStep } from './quiet.ts';
import { emptySummary, noting, type Summary } from './summary.ts';

/** In this order: what takes minutes comes first, what takes as long as asked last. */
export const PARTS = ['damage', 'forged', 'chaos'] as const;
export type Part = (typeof PARTS)[number];

export interface AttackOptions {
  readonly seed: number;
  /** Of chaos. The waits for quiet and the other parts come on top. */
  readonly milliseconds: number;
  readonly parts: readonly Part[];
  /** Whose workers are killed. A killed consumer hides its messages for six function timeouts; a killed normalizer hides none. */
  readonly killed: readonly Worker[];
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

type RunPart = (cloud: AttackedCloud, options: AttackOptions, summary: Summary) => Promise<void>;

/** Keys of a run are its own: a cloud may be attacked again. */
const run = Date.now().toString(36);

const RUN: Readonly<Record<Part, RunPart>> = {
  chaos: async (cloud, options, summary) => {
    const { seed, signal, say } = options;
    const prefix = `attack-${run}-`;
    say(`chaos, seed ${seed}, keys ${prefix}*`);
    const writes = await chaos(cloud, prefix, options, summary);
    say(
      `quiet is awaited: ${summary.writes} writes, ${summary.kills} kills, ${summary.faults} faults, ${summary.races} races`,
    );
    summary.differences.push(...(await finishOperations()), ...(await untilInStep(cloud, prefix, writes, signal)));
    if (!signal.aborted) summary.differences.push(...(await compacted(cloud, prefix, writes)));
  },
  damage: (cloud, options, summary) => damageStores(cloud, `damage-${run}-`, options, summary),
  forged: (cloud, { seed, signal }, summary) => forge(cloud, `forged-${run}-`, seed, signal, summary),
};

/** A part that throws is a difference, and the other parts go on: a run always ends with its summary. */
export async function attack(options: AttackOptions): Promise<Summary> {
  const summary = emptySummary(options.seed);
  await noting(summary, 'the attack', async () => {
    const cloud = await connectCloud();
    for (const part of PARTS)
      if (options.parts.includes(part) && !options.signal.aborted)
        await noting(summary, part, () => RUN[part](cloud, options, summary));
  });
  return summary;
}
