/** Runs the damage table: one thing is broken by hand, the printed remedy is run, and the stores are compared. */
import { Random } from '../simulation/random.ts';
import { headwater, type AttackedCloud } from './cloud.ts';
import { DAMAGES, type Damage } from './damages.ts';
import { POSITION_DAMAGES } from './position-damages.ts';
import { compacted, untilInStep } from './quiet.ts';
import { noting, type Summary } from './summary.ts';
import { putFilm } from './writers.ts';

/** Nothing failed meanwhile: a row that is not there by then does not come. */
const AFTER_REMEDY_MILLISECONDS = 30_000;

export interface DamageOptions {
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export async function damageStores(
  cloud: AttackedCloud,
  prefix: string,
  { seed, signal, say }: DamageOptions,
  summary: Summary,
): Promise<void> {
  const random = new Random(seed + 4);
  for (const [number, damage] of [...DAMAGES, ...POSITION_DAMAGES].entries()) {
    const { name } = damage;
    if (signal.aborted) return;
    const before = summary.differences.length;
    await noting(summary, name, async () => {
      const found = await damageAndMend(cloud, damage, `${prefix}${number}-`, { random, signal });
      summary.differences.push(...found.map((one) => `${name}: ${one}`));
    });
    summary.damages += 1;
    const mended = summary.differences.length === before;
    for (const difference of summary.differences.slice(before, before + 3)) say(difference);
    say(`${mended ? 'mended' : 'NOT MENDED'}  ${name}`);
  }
}

/** @returns what differs afterwards */
async function damageAndMend(
  cloud: AttackedCloud,
  { damage, remedy, removed, late }: Damage,
  prefix: string,
  { random, signal }: { readonly random: Random; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const { stores } = cloud;
  const hasEnded = (): boolean => signal.aborted;
  const key = `${prefix}a`;
  const writes = [await putFilm(stores.table, key, random), await putFilm(stores.table, `${prefix}b`, random)];
  const found = [...(await untilInStep(cloud, prefix, writes, signal)), ...(await compacted(cloud, prefix, writes))];
  // Nothing is broken any more when the attack ends.
  if (hasEnded()) return found;
  const place = { cloud, stores, key };
  await damage(place);
  for (const command of remedy) {
    const { code, said } = await headwater(...command).ended;
    if (code !== 0) found.push(`headwater ${command.join(' ')} ended with ${code ?? 'no code'}: ${said.slice(-300)}`);
  }
  await late?.(place);
  if (late) found.push(...(await untilInStep(cloud, prefix, writes, signal, AFTER_REMEDY_MILLISECONDS)));
  // What comes later must be applied too.
  writes.push(await putFilm(stores.table, key, random));
  found.push(...(await untilInStep(cloud, prefix, writes, signal, AFTER_REMEDY_MILLISECONDS)));
  await removed?.(place);
  if (hasEnded()) return found;
  return [...found, ...(await compacted(cloud, prefix, writes)), ...(await verified())];
}

/** What verify thinks of it: nothing else is broken at the same time. */
async function verified(): Promise<readonly string[]> {
  const { code, said } = await headwater('verify', '--entity', 'film', '--grace', '1').ended;
  return code === 0 ? [] : [`headwater verify ended with ${code ?? 'no code'}: ${said.slice(0, 300)}`];
}
