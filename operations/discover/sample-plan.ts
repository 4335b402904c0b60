/** What a sample of a table will read and cost, before anything is read. */
import type { DescribedTable } from '../../shared/adapters/dynamodb/describe-table.ts';
import { PRICES } from '../prices.ts';

export interface SamplePlan {
  /** Items that will be read, at most. */
  readonly items: number;
  /** Of the table, as DynamoDB counted them some hours ago. */
  readonly itemsInTable: number;
  /** Read units, about. */
  readonly units: number;
  /** US dollars; 0 where reads are paid for already. */
  readonly dollars: number;
}

/** A read unit reads 8 KB when it may be eventually consistent (developer guide, Read consistency). */
const UNIT_BYTES = 8_192;
const PAGE = 40;

export function planSample(table: DescribedTable, wanted: number, mostUnits: number): SamplePlan {
  const { items, bytes, onDemand } = table;
  // Its counts are hours old: a table that seems empty may have items.
  const most = items === 0 ? wanted : Math.min(wanted, items);
  const pages = Math.ceil(most / PAGE);
  const size = items === 0 ? UNIT_BYTES : bytes / items;
  // Each page is rounded up to half a unit.
  const units = Math.min(mostUnits, Math.ceil((most * size) / UNIT_BYTES + pages / 2));
  return { items: most, itemsInTable: items, units, dollars: onDemand ? units * PRICES.readUnit : 0 };
}
