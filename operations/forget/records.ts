/** What was erased, so that it can be erased again when a replay brings events from before. */
import { createHash } from 'node:crypto';
import { createS3BucketFiles } from '../../shared/adapters/s3/bucket-files.ts';
import { ERASURES_PREFIX } from '../../shared/domain/history/erasure.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import type { BucketFiles } from '../../shared/ports/bucket-files.ts';
import type { Deployed } from '../deployed.ts';
import type { ForgetTarget } from './target.ts';

/** The key stands in it as in the tombstones that stay: hidden by the field policy where that hides it. */
export interface ErasureRecord {
  readonly entity: string;
  readonly key: string;
  /** ISO 8601: of the last run. */
  readonly erasedAt: string;
}

export async function rememberErasure({ records, entity, address }: ForgetTarget, at: Date): Promise<void> {
  const record: ErasureRecord = { entity: entity.name, key: address.key, erasedAt: at.toISOString() };
  const name = createHash('sha256').update(address.key).digest('hex').slice(0, 32);
  await records.write(`${ERASURES_PREFIX}entity=${entity.name}/${name}.json`, Buffer.from(JSON.stringify(record)));
}

/** The oldest first. */
export async function listErasures(records: BucketFiles): Promise<readonly ErasureRecord[]> {
  const found: ErasureRecord[] = [];
  for (const { key } of await records.list(ERASURES_PREFIX)) {
    const body = await records.read(key);
    if (body) found.push(JSON.parse(Buffer.from(body).toString()) as ErasureRecord);
  }
  return found.toSorted((one, other) => (one.erasedAt < other.erasedAt ? -1 : 1));
}

/** What whoever replays a range should know: events in it may hold what was erased since. */
export async function erasureNote({ deployment, clients }: Deployed, from: Date): Promise<string | undefined> {
  const bucket = deployment.analytics?.bucket ?? deployment.normalizers[0]?.claimsBucket;
  if (bucket === undefined) return undefined;
  let records: readonly ErasureRecord[];
  try {
    records = await listErasures(createS3BucketFiles(clients.s3, bucket));
  } catch (error) {
    // Who may replay need not be who may read rows.
    if (!(error instanceof HeadwaterError)) throw error;
    return 'Whether the range reaches back before an erasure is not known: these credentials may not read the records.';
  }
  const later = records.filter(({ erasedAt }) => Date.parse(erasedAt) > from.getTime());
  if (later.length === 0) return undefined;
  const rows = later.length === 1 ? 'a row that was' : `${later.length} rows that were`;
  return `The range reaches back before the erasure of ${rows} forgotten: run \`npx headwater forget --again --yes\` afterwards.`;
}
