import { PRICES } from '../prices.ts';

export interface Spending {
  readonly capacity: number;
  readonly onDemand: boolean;
  /** Events sent, each up to 64 KB. */
  readonly events: number;
  /** Queues that each event reaches. */
  readonly queues: number;
  readonly byBus: boolean;
}

/** What reading and sending costs. What the consumers' functions and stores cost is not in it. */
export function costOf({ capacity, onDemand, events, queues, byBus }: Spending): number {
  const reading = onDemand ? capacity * PRICES.readUnit : 0;
  const publishing = byBus ? events * PRICES.event : 0;
  return reading + publishing + events * queues * PRICES.queueMessage;
}
