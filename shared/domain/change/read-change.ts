/** What a consistent read of the table says to stores: the changes that a backfill or a repair sends. */
import { createHash } from 'node:crypto';
import type { AbsentChange, ReadChange, ReadOperation, SnapshotChange } from './change.ts';
import { matches, type Filters } from '../filter/filter.ts';
import type { Row } from '../row/json.ts';
import { own } from '../own.ts';

export interface ReadMoment extends Pick<AbsentChange, 'contains' | 'replaces'> {
  readonly cause: 'backfill' | 'repair';
}

export interface KeyMoment {
  readonly entity: string;
  readonly key: string;
  /** Epoch milliseconds, just before the read. */
  readonly readAt: number;
}

/** A row that was read, under its entity's policy. */
export function snapshotOf(
  { row, ...read }: KeyMoment & { readonly row: Row },
  moment: ReadMoment,
): ReadChange & SnapshotChange {
  const base = baseOf('snapshot', read, moment);
  return { operation: 'snapshot', ...base, after: row };
}

/** No row was found. */
export function absenceOf(read: KeyMoment, moment: ReadMoment): ReadChange & AbsentChange {
  return { operation: 'absent', ...baseOf('absent', read, moment) };
}

/** What one consumer's store is told of a key that it holds: the row, or an absence where its filter lets none in. */
export function readFor(
  filters: Filters | undefined,
  read: KeyMoment & { readonly row?: Row },
  moment: ReadMoment,
): ReadChange {
  const { row } = read;
  const filter = own(filters, read.entity);
  return row && (!filter || matches(filter, row)) ? snapshotOf({ ...read, row }, moment) : absenceOf(read, moment);
}

type Base = AbsentChange & { readonly entity: string };

function baseOf(
  operation: ReadOperation,
  { entity, key, readAt }: KeyMoment,
  { cause, contains, replaces }: ReadMoment,
): Base {
  return {
    entity,
    id: readId([cause, operation, entity, key, readAt]),
    key,
    at: new Date(readAt).toISOString(),
    cause,
    ...(contains !== undefined && { contains }),
    ...(replaces !== undefined && { replaces }),
  };
}

/** 132 bits: the same read has the same id, however often it is sent. */
function readId(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
