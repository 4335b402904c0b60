/** What an attack that was killed may leave on a cloud, taken away: faults first, then what its verbs were at. */
import { setTimeout as pause } from 'node:timers/promises';
import { startLocalCloud } from '../../local/local-cloud.ts';
import { planFaults } from '../integration/support/faults.ts';
import { FOREIGN, remove } from './by-hand.ts';
import { headwater, serverPid, type AttackedCloud } from './cloud.ts';
import { COMPACT, REPAIR, SETUP } from './damages.ts';
import { finishOperations } from './quiet.ts';
import type { StoreAddresses } from './stores.ts';

/** Ends every fault that outlives the process that made it. */
export async function endFaults({ search }: Pick<StoreAddresses, 'search'>): Promise<void> {
  const pid = await serverPid('OpenSearch');
  if (pid !== undefined) process.kill(pid, 'SIGCONT');
  // It may be killed, and not started again yet.
  await startLocalCloud({ log: () => undefined });
  await Promise.all([planFaults({}), blockWrites(search, null)]);
}

/** As a full disk does it. */
export async function blockWrites(search: string, full: true | null): Promise<void> {
  const body = JSON.stringify({ 'index.blocks.read_only_allow_delete': full });
  const headers = { 'content-type': 'application/json' };
  await fetch(`${search}/film-write,stock-write/_settings`, { method: 'PUT', headers, body });
}

/** A verb that outlives a killed attack holds its lease while it works, and 30 seconds longer. */
const LEASE_MILLISECONDS = 40_000;
const TRIES = 3;

/** @returns what could not be made whole: the attack would count it as its own */
export async function makeWhole({ stores }: AttackedCloud, signal: AbortSignal): Promise<readonly string[]> {
  await endFaults(stores);
  await remove(stores, FOREIGN);
  let notDone: readonly string[] = [];
  for (let attempt = 1; attempt <= TRIES && !signal.aborted; attempt += 1) {
    notDone = [...(await run(SETUP)), ...(await finishOperations()), ...(await run([...COMPACT, ...REPAIR]))];
    if (notDone.length === 0) break;
    if (attempt < TRIES) await pause(LEASE_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  }
  return notDone;
}

async function run(commands: readonly (readonly string[])[]): Promise<readonly string[]> {
  const notDone: string[] = [];
  for (const command of commands) {
    const { code, said } = await headwater(...command).ended;
    if (code !== 0) notDone.push(`headwater ${command.join(' ')} ended with ${code ?? 'no code'}: ${said.slice(-300)}`);
  }
  return notDone;
}
