/** The attack's parts, one after another on one cloud. */
import { chaos } from './chaos.ts';
import { connectCloud } from './cloud.ts';
import { damageStores } from './damage.ts';
import { forge } from './forge.ts';
import { compacted, finishOperations, untilInStep } from './quiet.ts';
import { emptySummary, type Summary } from './summary.ts';

export const PARTS = ['chaos', 'damage', 'forged'] as const;
export type Part = (typeof PARTS)[number];

export interface AttackOptions {
  readonly seed: number;
  /** Of chaos. The waits for quiet and the other parts come on top. */
  readonly milliseconds: number;
  readonly parts: readonly Part[];
  /** Also the damages whose remedy the product still lacks. */
  readonly open: boolean;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export async function attack({ seed, milliseconds, parts, open, signal, say }: AttackOptions): Promise<Summary> {
  const cloud = await connectCloud();
  const summary = emptySummary(seed);
  const run = Date.now().toString(36);
  if (parts.includes('chaos')) {
    const prefix = `attack-${run}-`;
    say(`chaos, seed ${seed}, keys ${prefix}*`);
    const writes = await chaos(cloud, prefix, seed, milliseconds, signal, summary);
    say(
      `quiet is awaited: ${summary.writes} writes, ${summary.kills} kills, ${summary.faults} faults, ${summary.races} races`,
    );
    summary.differences.push(...(await finishOperations()), ...(await untilInStep(cloud, prefix, writes, signal)));
    if (!signal.aborted) summary.differences.push(...(await compacted(cloud, prefix, writes)));
  }
  if (parts.includes('damage') && !signal.aborted)
    await damageStores(cloud, `damage-${run}-`, { seed, open, signal, say }, summary);
  if (parts.includes('forged') && !signal.aborted) await forge(cloud, `forged-${run}-`, seed, signal, summary);
  return summary;
}
