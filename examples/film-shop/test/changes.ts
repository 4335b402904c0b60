/** Changes as a function of the shop gets them. */
import type { ChangeOf } from 'headwater/function';

type Of<Row, O extends ChangeOf<Row>['operation']> = Extract<ChangeOf<Row>, { operation: O }>;

/** @param n orders the changes of a key */
function base(entity: string, key: string, n: number) {
  const at = new Date(Date.UTC(2026, 10, 23, 18) + n).toISOString();
  return { entity, key, id: `${key}-${n}`, position: `2026-11-01T09:00:00.000/${String(n).padStart(40, '0')}`, at };
}

export function created<Row>(entity: string, key: string, n: number, after: Row): Of<Row, 'created'> {
  return { ...base(entity, key, n), operation: 'created', after } as Of<Row, 'created'>;
}

export function updated<Row>(
  entity: string,
  key: string,
  n: number,
  after: Row,
  before: Partial<Row> = {},
): Of<Row, 'updated'> {
  return { ...base(entity, key, n), operation: 'updated', after, before, changed: Object.keys(before) } as Of<
    Row,
    'updated'
  >;
}

export function deleted<Row>(entity: string, key: string, n: number): Of<Row, 'deleted'> {
  return { ...base(entity, key, n), operation: 'deleted', before: {} } as unknown as Of<Row, 'deleted'>;
}
