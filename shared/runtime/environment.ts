/**
 * The environment variables that infra gives to functions and functions read: the one place that names them.
 * Everything else a function knows comes from headwater.config.ts, bundled with it.
 */
export const ENVIRONMENT = {
  /** Every function: whose it is, such as headwater-dev. */
  deployment: 'HEADWATER_DEPLOYMENT',
  /** Normalizer: logical name of its table in headwater.config.ts. */
  table: 'HEADWATER_TABLE',
  /** Normalizer: name of the bus. */
  bus: 'HEADWATER_BUS',
  /** Normalizer: URL of the rejected queue. Consumers: URL of their DLQ. */
  deadLetterUrl: 'HEADWATER_DEAD_LETTER_URL',
  /** Consumers: their name in headwater.config.ts. */
  consumer: 'HEADWATER_CONSUMER',
  /** Consumers: URL of their buffer queue. */
  bufferUrl: 'HEADWATER_BUFFER_URL',
  /** Search consumers and search setup: endpoint of OpenSearch, with scheme. */
  searchEndpoint: 'HEADWATER_SEARCH_ENDPOINT',
  /** Analytics consumers, compactor, auditor: name of the bucket. Search consumers, where there is one: of the voided changes. */
  analyticsBucket: 'HEADWATER_ANALYTICS_BUCKET',
  /** Functions of one's own with side effects: name of the table that remembers them. */
  effectsTable: 'HEADWATER_EFFECTS_TABLE',
  /** Functions of one's own: JSON of the tables they write, name -> physical name. */
  ownTables: 'HEADWATER_OWN_TABLES',
  /** Functions of one's own: JSON of the queues they send to, name -> URL. */
  ownQueues: 'HEADWATER_OWN_QUEUES',
  /** Webhooks: where to, and the ARN of the secret that requests are signed with. */
  webhookUrl: 'HEADWATER_WEBHOOK_URL',
  webhookSecret: 'HEADWATER_WEBHOOK_SECRET_ARN',
  /** Auditor: JSON of the tables it reads, name -> physical name. */
  auditedTables: 'HEADWATER_AUDITED_TABLES',
  /** Normalizer and consumers: name of the bucket that keeps large rows. */
  claimsBucket: 'HEADWATER_CLAIMS_BUCKET',
  /** Export worker: JSON of the buffers that rows may go to, consumer -> URL. */
  buffers: 'HEADWATER_BUFFERS',
  /** Export worker: name of the table that keeps how far backfills came. */
  jobsTable: 'HEADWATER_JOBS_TABLE',
  /** Where a field policy hashes: ARN of the secret that holds the key. */
  policyKey: 'HEADWATER_POLICY_KEY_ARN',
} as const;

/** @throws Error when the variable is not set: a fault of the deployment, not of the data. */
export function fromEnvironment(name: keyof typeof ENVIRONMENT): string {
  const value = process.env[ENVIRONMENT[name]];
  if (!value) throw new Error(`${ENVIRONMENT[name]} is not set: the function was deployed without it`);
  return value;
}
