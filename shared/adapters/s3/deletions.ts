/** Deletions from the history's own files, a few of them at a time: small enough for a function without DuckDB. */
import { zstdDecompressSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { parquetReadObjects } from 'hyparquet';
import { HISTORY_KEY, partitionOf } from '../../dialects/s3/history-key.ts';
import type { Deletion, Deletions } from '../../ports/deletions.ts';

export interface DeletionsOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** @default Math.random */
  readonly random?: () => number;
}

const HOUR_MS = 3_600_000;
/** The last two are always looked at: what was lost just now is what somebody can still explain. */
const RECENT_HOURS = 2;
const DRAWN_HOURS = 6;
/** Hours are drawn from as many days. */
const DAYS = 30;
/** As many of the newest, and as many drawn from all that were listed. */
const FILES = 10;
/** Of packed rows; a larger file is left to verify. */
const MOST_BYTES = 8_000_000;

const COLUMNS = ['_key', '_operation', '_at'];
const compressors = { ZSTD: (page: Uint8Array) => new Uint8Array(zstdDecompressSync(page)) };

export function createHistoryDeletions(options: DeletionsOptions): Deletions {
  const random = options.random ?? Math.random;
  return {
    async sample(entity, count) {
      const hours = [
        ...Array.from({ length: RECENT_HOURS }, (_, back) => back),
        ...Array.from({ length: DRAWN_HOURS }, () => RECENT_HOURS + Math.floor(random() * DAYS * 24)),
      ];
      const listed = await Promise.all([...new Set(hours)].map((back) => listHour(options, entity, back)));
      const files = listed.flat();
      const newest = files.toSorted((one, other) => other.modified - one.modified).slice(0, FILES);
      const found = new Map<string, Deletion>();
      for (const { key } of new Set([...newest, ...drawn(files, FILES, random)])) {
        for (const deletion of await deletionsIn(options, key)) found.set(deletion.key, deletion);
      }
      return drawn([...found.values()], count, random);
    },
  };
}

interface HistoryFile {
  readonly key: string;
  /** Epoch milliseconds. */
  readonly modified: number;
}

/** One page: a thousand files of an hour are enough to draw from. */
async function listHour(
  { client, bucket, now }: DeletionsOptions,
  entity: string,
  back: number,
): Promise<readonly HistoryFile[]> {
  const Prefix = `${partitionOf(entity, new Date(now() - back * HOUR_MS).toISOString())}/`;
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
  return Contents.flatMap(({ Key: key = '', Size = 0, LastModified }) =>
    HISTORY_KEY.test(key) && Size <= MOST_BYTES ? [{ key, modified: LastModified?.getTime() ?? 0 }] : [],
  );
}

async function deletionsIn({ client, bucket }: DeletionsOptions, key: string): Promise<readonly Deletion[]> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const bytes = await Body?.transformToByteArray();
  if (!bytes) return [];
  const file = new Uint8Array(bytes).buffer;
  const rows = await parquetReadObjects({ file, columns: COLUMNS, compressors });
  return rows.flatMap(({ _key: name, _operation: operation, _at: at }) =>
    operation === 'deleted' && typeof name === 'string' && at instanceof Date ? [{ key: name, at: at.getTime() }] : [],
  );
}

/** So many of them, in no order. */
function drawn<T>(items: readonly T[], count: number, random: () => number): readonly T[] {
  const placed = items.map((item) => ({ item, place: random() })).sort((one, other) => one.place - other.place);
  return placed.slice(0, count).map(({ item }) => item);
}
