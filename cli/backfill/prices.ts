/** US dollars, us-east-1, on demand, November 2026: other regions cost up to twice as much. Estimates, not bills. */
export const PRICES = {
  /** A unit of an on-demand table (DynamoDB pricing). Of a provisioned table it is paid for already. */
  readUnit: 0.125 / 1e6,
  /** A 64 KB chunk of a custom event (EventBridge pricing). */
  event: 1 / 1e6,
  /** A 64 KB chunk of a request; a message is sent, received and deleted (SQS pricing). */
  queueRequest: 0.4 / 1e6,
  /** A GB of an export to S3 (DynamoDB pricing). */
  exportGb: 0.1,
  /** A state transition; of a distributed map, one per child (Step Functions pricing, standard workflow). */
  transition: 0.025 / 1e3,
  /** A GB-second of Lambda on arm64. */
  gbSecond: 0.0000133334,
} as const;

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
  const requests = byBus ? 2 * queues : 3;
  return reading + publishing + events * requests * PRICES.queueRequest;
}
