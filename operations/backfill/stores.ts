/** What consumers' stores hold, key by key, for the delete sweep. */
import type { Consumer } from '../../shared/domain/definition/headwater.ts';
import type { Deployed } from '../deployed.ts';
import type { SweptStore } from '../consumers/consumer-ports.ts';
import { portsOf } from '../consumers/ports.ts';

/** @returns undefined when the consumer keeps nothing that could be looked through */
export async function openStore(deployed: Deployed, consumer: Consumer): Promise<SweptStore | undefined> {
  return portsOf(consumer)?.openStore(deployed, consumer);
}
