import { PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { entityUnknown, historyRow, type ColumnValue } from '../../dialects/parquet/history-row.ts';
import { analyticsColumns, type AnalyticsColumn } from '../../domain/history/analytics-columns.ts';
import { isRead, type Change } from '../../domain/change/change.ts';
import { chunks } from '../../domain/delivery/chunks.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { APPLIED, type Outcome } from '../../domain/delivery/outcome.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import { objectKey, partitionOf } from '../../dialects/s3/history-key.ts';
import { parquetFileWriter } from './parquet-file.ts';

export interface S3HistoryStoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly entities: readonly Entity[];
}

/** Puts at a time: below the SDK's 50 sockets; a batch spans few hours unless it is a replay. */
const CONCURRENT_PUTS = 16;

/** How an entity's changes are written. */
interface EntityFile {
  readonly columns: readonly AnalyticsColumn[];
  readonly write: (rows: readonly (readonly ColumnValue[])[]) => Uint8Array;
}

interface StoredRow {
  readonly change: Change;
  readonly values: readonly ColumnValue[];
}

/** What will be one object: changes of one entity and one hour. */
interface PendingObject {
  readonly partition: string;
  readonly file: EntityFile;
  /** By change id: the same change twice is stored once. */
  readonly rows: Map<string, StoredRow>;
}

/** Keeps history as Parquet in S3, one object per entity and source hour of a batch. */
export function createS3HistoryStore({ client, bucket, entities }: S3HistoryStoreOptions): HistoryStore {
  const files = new Map(entities.map((entity) => [entity.name, entityFile(entity)]));

  const put = async ({ partition, file, rows }: PendingObject): Promise<Outcome> => {
    const sorted = [...rows.values()].toSorted(byKeyThenPosition);
    const key = objectKey(partition, [...rows.keys()]);
    try {
      const body = file.write(sorted.map((row) => row.values));
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: PARQUET }));
      return APPLIED;
    } catch (error) {
      return unavailable(key, error);
    }
  };

  return {
    async append(changes) {
      const objects = new Map<string, PendingObject>();
      const places = changes.map((change): Outcome | PendingObject => {
        const file = files.get(change.entity);
        if (file === undefined) return { status: 'rejected', reason: entityUnknown(change) };
        const row = historyRow(file.columns, change);
        if (!row.fits) return { status: 'rejected', reason: row.reason };
        return place(objects, file, { change, values: row.values });
      });
      const outcomes = new Map<PendingObject, Outcome>();
      for (const some of chunks(objects.values(), () => 0, { count: CONCURRENT_PUTS, bytes: Infinity })) {
        await Promise.all(some.map(async (object) => outcomes.set(object, await put(object))));
      }
      return places.map((placed) => ('status' in placed ? placed : outcomeOf(outcomes, placed)));
    },
  };
}

const PARQUET = 'application/vnd.apache.parquet';

function entityFile(entity: Entity): EntityFile {
  const columns = analyticsColumns(entity);
  return { columns, write: parquetFileWriter(columns, entity.name) };
}

function place(objects: Map<string, PendingObject>, file: EntityFile, row: StoredRow): PendingObject {
  const { entity, at, id } = row.change;
  const partition = partitionOf(entity, at);
  const object = objects.get(partition) ?? { partition, file, rows: new Map<string, StoredRow>() };
  objects.set(partition, object);
  object.rows.set(id, row);
  return object;
}

function outcomeOf(outcomes: ReadonlyMap<PendingObject, Outcome>, object: PendingObject): Outcome {
  const outcome = outcomes.get(object);
  if (outcome === undefined) throw new Error(`no put was tried for ${object.partition}`);
  return outcome;
}

/** A total order, so that the same changes give the same bytes however they arrived. */
function byKeyThenPosition(a: StoredRow, b: StoredRow): number {
  return (
    compare(a.change.key, b.change.key) ||
    compare(positionIn(a.change), positionIn(b.change)) ||
    compare(a.change.at, b.change.at) ||
    compare(a.change.id, b.change.id)
  );
}

function positionIn(change: Change): string {
  return isRead(change) ? '' : change.position;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** S3's own words are safe to show; any other error's message could hold a field's value. */
function unavailable(key: string, error: unknown): Outcome {
  const said = error instanceof S3ServiceException ? `${error.name}: ${error.message}` : errorName(error);
  const message = `${key} could not be written: ${said}`;
  return { status: 'retry', reason: { code: 'HW_HISTORY_UNAVAILABLE', message } };
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
