/** Holds the sample against the definition that was written for it. */
import { randomBytes } from 'node:crypto';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { hashUnder } from '../../shared/domain/row/protect.ts';
import type { Item } from './sampled-table.ts';

export interface CheckedEntity {
  readonly entity: string;
  readonly accepted: number;
  readonly rejected: number;
  /** Why rows were rejected: codes and fields, and no value of any. */
  readonly reasons: readonly { readonly code: string; readonly field: string | undefined; readonly rows: number }[];
}

export interface CheckedSample {
  readonly entities: readonly CheckedEntity[];
  /** Items that no entity recognises. */
  readonly unrecognised: number;
}

/** By the reader that ships: what it rejects here, a normalizer would reject. */
export function checkSample(table: TableDefinition, items: readonly Item[]): CheckedSample {
  const read = rowReader({ ...table, unknownItems: 'ignore' }, hashUnder(randomBytes(32)));
  const readings = items.map((item) => read(item, 0));
  const entities = table.entities.map(({ name }): CheckedEntity => {
    const own = readings.filter((reading) => reading.status !== 'ignored' && reading.entity === name);
    const reasons = own.flatMap((reading) => (reading.status === 'rejected' ? [reading.reason] : []));
    const alike = Map.groupBy(reasons, ({ code, field }) => JSON.stringify([code, fieldIn(field)]));
    return {
      entity: name,
      accepted: own.length - reasons.length,
      rejected: reasons.length,
      reasons: [...alike.values()].map((same) => ({
        code: same[0]?.code ?? '',
        field: fieldIn(same[0]?.field),
        rows: same.length,
      })),
    };
  });
  return { entities, unrecognised: readings.filter(({ status }) => status === 'ignored').length };
}

/** The entity's own field: what lies deeper may be named by a value. */
function fieldIn(path: string | undefined): string | undefined {
  return path?.split(/[./]/).find((part) => part !== '');
}
