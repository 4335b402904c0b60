/** US dollars, us-east-1, on demand, November 2026: other regions cost up to twice as much. Estimates, not bills. */
export const PRICES = {
  /** A unit of an on-demand table (DynamoDB pricing). Of a provisioned table it is paid for already. */
  readUnit: 0.125 / 1e6,
  /** A 64 KB chunk of a custom event (EventBridge pricing). */
  event: 1 / 1e6,
  /** A message of up to 64 KB: sent, received and deleted, each a request (SQS pricing); batches only make it cheaper. */
  queueMessage: (3 * 0.4) / 1e6,
  /** A GB of an export to S3 (DynamoDB pricing). */
  exportGb: 0.1,
  /** A state transition; of a distributed map, one per child (Step Functions pricing, standard workflow). */
  transition: 0.025 / 1e3,
  /** A TB that Athena reads; a query is charged for 10 MB at least (Athena pricing). */
  athenaTerabyte: 5,
  /** A GB-second of Lambda on arm64. */
  gbSecond: 0.0000133334,
} as const;
