import type { ConsumerType } from '../../shared/domain/definition/headwater.ts';
import { analytics } from './analytics.ts';
import type { ConsumerPorts } from './consumer-ports.ts';
import { search } from './search.ts';

/** What the command line opens for each type; `none` where nothing can be read back. One without an entry does not compile. */
export const PORTS: { readonly [T in ConsumerType]: ConsumerPorts | 'none' } = {
  search,
  analytics,
  function: 'none',
  webhook: 'none',
};

/** @returns undefined when the consumer keeps nothing that can be read */
export function portsOf({ type }: { readonly type: ConsumerType }): ConsumerPorts | undefined {
  const ports = PORTS[type];
  return ports === 'none' ? undefined : ports;
}
