import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  paginateQuery,
  paginateScan,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { BackfillJob, BackfillPhase, SegmentProgress } from '../../domain/jobs/backfill-job.ts';
import { LEASE_MS, type BackfillJobs, type StoredJob } from '../../ports/backfill-jobs.ts';

export interface BackfillJobsOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** @default Date.now */
  readonly now?: () => number;
}

type Item = Record<string, AttributeValue>;

/** A job's own item among its parts; `segment#7` are the others. */
const JOB = 'job';
const SEGMENT = 'segment#';
/** Jobs that nobody has touched for so long are forgotten (the table's TTL). */
const KEPT_SECONDS = 90 * 86_400;

/** Keeps backfills in a table with the key `job`, `part`: one item a job, and one a segment. */
export function createDynamoDbBackfillJobs({ client, tableName, now = Date.now }: BackfillJobsOptions): BackfillJobs {
  const expiry = (): Item => ({ expiration: { N: String(Math.floor(now() / 1_000) + KEPT_SECONDS) } });

  const itemsOf = async (id: string): Promise<Item[]> => {
    const query = {
      TableName: tableName,
      KeyConditionExpression: 'job = :job',
      ExpressionAttributeValues: { ':job': { S: id } },
      ConsistentRead: true,
    };
    const items: Item[] = [];
    for await (const page of paginateQuery({ client }, query)) items.push(...(page.Items ?? []));
    return items;
  };

  return {
    async list() {
      const items: Item[] = [];
      const scan = { TableName: tableName, ConsistentRead: true };
      for await (const page of paginateScan({ client }, scan)) items.push(...(page.Items ?? []));
      const byJob = Map.groupBy(items, ({ job }) => job?.S ?? '');
      return [...byJob.values()].flatMap((parts) => storedJob(parts) ?? []);
    },
    get: async (id) => storedJob(await itemsOf(id)),
    async begin(job, holder) {
      const { id, ...rest } = job;
      const Item = { ...key(id, JOB), ...expiry(), ...leaseOf(holder, now()), value: { S: JSON.stringify(rest) } };
      const phase = { phase: { S: job.phase } };
      const put = new PutItemCommand({ TableName: tableName, Item: { ...Item, ...phase }, ...freeFor(holder, now()) });
      if (!(await succeeds(client.send(put)))) return false;
      // Segments of the job before: only the holder of the lease gets here.
      for (const { part } of await itemsOf(id)) {
        if (part?.S?.startsWith(SEGMENT)) {
          await client.send(new DeleteItemCommand({ TableName: tableName, Key: key(id, part.S) }));
        }
      }
      return true;
    },
    ...leases(client, tableName, now),
    async checkpoint(id, progress) {
      const value = { value: { S: JSON.stringify(progress) } };
      const Item = { ...key(id, `${SEGMENT}${progress.segment}`), ...expiry(), ...value };
      await client.send(new PutItemCommand({ TableName: tableName, Item }));
    },
    async enter(id, phase) {
      const update = new UpdateItemCommand({
        TableName: tableName,
        Key: key(id, JOB),
        UpdateExpression: 'SET phase = :phase',
        ExpressionAttributeValues: { ':phase': { S: phase } },
      });
      await client.send(update);
    },
  };
}

function leases(client: DynamoDBClient, tableName: string, now: () => number): Pick<BackfillJobs, 'hold' | 'release'> {
  return {
    hold: (id, holder, from) => {
      const { holder: by, until } = leaseOf(holder, now());
      const { ConditionExpression, ExpressionAttributeValues } = freeFor(holder, now(), from);
      const update = new UpdateItemCommand({
        TableName: tableName,
        Key: key(id, JOB),
        UpdateExpression: 'SET holder = :me, #until = :until',
        ConditionExpression: `attribute_exists(job) AND (${ConditionExpression})`,
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ...ExpressionAttributeValues, ':me': by, ':until': until },
      });
      return succeeds(client.send(update));
    },
    async release(id, holder) {
      const update = new UpdateItemCommand({
        TableName: tableName,
        Key: key(id, JOB),
        UpdateExpression: 'REMOVE holder, #until',
        ConditionExpression: 'holder = :me',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':me': { S: holder } },
      });
      await succeeds(client.send(update));
    },
  };
}

function key(job: string, part: string): Item {
  return { job: { S: job }, part: { S: part } };
}

function leaseOf(holder: string, now: number): Record<'holder' | 'until', AttributeValue> {
  return { holder: { S: holder }, until: { N: String(now + LEASE_MS) } };
}

/** The condition that nobody else holds the lease. */
function freeFor(holder: string, now: number, from = holder) {
  return {
    ConditionExpression: 'attribute_not_exists(holder) OR #until < :now OR holder = :me OR holder = :from',
    ExpressionAttributeNames: { '#until': 'until' },
    ExpressionAttributeValues: { ':now': { N: String(now) }, ':me': { S: holder }, ':from': { S: from } },
  };
}

async function succeeds(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function storedJob(items: readonly Item[]): StoredJob | undefined {
  const own = items.find(({ part }) => part?.S === JOB);
  if (!own?.['value']?.S) return undefined;
  const { job, phase, holder, until } = own;
  const rest = JSON.parse(own['value'].S) as Omit<BackfillJob, 'id' | 'phase' | 'lease'>;
  const segments = items
    .filter(({ part }) => part?.S?.startsWith(SEGMENT))
    .map(({ value }) => JSON.parse(value?.S ?? '{}') as SegmentProgress)
    .sort((a, b) => a.segment - b.segment);
  return {
    job: {
      ...rest,
      id: job?.S ?? '',
      phase: (phase?.S ?? 'scan') as BackfillPhase,
      ...(holder?.S !== undefined && { lease: { holder: holder.S, until: Number(until?.N) } }),
    },
    segments,
  };
}
