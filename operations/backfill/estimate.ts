import type { TableSize } from '../../shared/adapters/dynamodb/describe-table.ts';

export interface Estimate {
  readonly capacity: number;
  readonly seconds: number;
  readonly events: number;
}

/** A consistent read costs a unit for each 4 KB of a page (developer guide: Read consumption). */
const UNIT_BYTES = 4096;
/** A row as JSON in a change is about as large as its item; a pack holds 64 KB. */
const EVENT_BYTES = 60 * 1024;
/** Rows a second of one process: half of what a core does without waiting, 38,000 films (`npm run bench -- backfill`). */
const ROWS_PER_SECOND = 20_000;

/** For a whole table. @param rate read capacity units a second */
export function estimate({ items, bytes }: TableSize, rate: number): Estimate {
  const capacity = Math.ceil(bytes / UNIT_BYTES);
  const seconds = Math.ceil(Math.max(capacity / rate, items / ROWS_PER_SECOND));
  return { capacity, seconds, events: Math.ceil(bytes / EVENT_BYTES) };
}

/** Of an on-demand table 1,000 units a second (4 MB): a new one serves 12,000. Of a provisioned one, half of it. */
export function defaultRate({ provisioned }: TableSize): number {
  return provisioned === undefined ? 1_000 : Math.max(1, Math.floor(provisioned / 2));
}

/** One for each GB, as the developer guide advises for small tables (2 GB), between 4 and 1,000. */
export function defaultSegments({ bytes }: TableSize): number {
  return Math.min(1_000, Math.max(4, Math.ceil(bytes / 1e9)));
}
