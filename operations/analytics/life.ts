/** A row's life, from the history of its key: what each change did to which field. */
import { analyticsColumns } from '../../shared/domain/history/analytics-columns.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { Json } from '../../shared/domain/row/json.ts';
import type { Answer } from '../../shared/ports/analytics-questions.ts';
import { own } from '../../shared/domain/own.ts';

export interface FieldChange {
  readonly field: string;
  /** Absent where the history does not say: the first change that it holds of a row is no creation. */
  readonly from?: Json;
  /** Absent once the row is gone. */
  readonly to?: Json;
}

export interface Moment {
  readonly at: Json;
  /** Null for a row that was read from the table. */
  readonly position: Json;
  readonly operation: string;
  readonly cause: Json;
  readonly eventId: Json;
  readonly fields: readonly FieldChange[];
}

type Row = Answer['rows'][number];

/** @param rows of the entity's row-history query: one key's changes, oldest first */
export function lifeOf(entity: Entity, rows: readonly Row[]): readonly Moment[] {
  const columns = analyticsColumns(entity).flatMap(({ name, field }) =>
    field === undefined ? [] : [{ column: name.toLowerCase(), field }],
  );
  // What the row was before this change: undefined while the history has not said it, null while there is none.
  let before: Row | null | undefined;
  return rows.map((unordered) => {
    const row = lowerCased(unordered);
    const operation = typeof row['_operation'] === 'string' ? row['_operation'] : '';
    const gone = operation === 'deleted' || operation === 'absent';
    const was = operation === 'created' ? null : gone && operation === 'deleted' ? row : before;
    const is = gone ? null : row;
    const fields = columns.flatMap(({ column, field }) => changeOf(field, valueIn(was, column), valueIn(is, column)));
    before = is;
    return {
      at: row['_at'] ?? null,
      position: row['_position'] ?? null,
      operation,
      cause: row['_cause'] ?? null,
      eventId: row['_event_id'] ?? null,
      fields: was === undefined ? onlyChanged(fields, row['_changed']) : fields,
    };
  });
}

/** Undefined: not known. Null: known to be nothing. */
function valueIn(row: Row | null | undefined, column: string): Json | undefined {
  return row === undefined ? undefined : (own(row ?? undefined, column) ?? null);
}

function changeOf(field: string, from: Json | undefined, to: Json | undefined): FieldChange[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  return [
    { field, ...(from !== undefined && from !== null && { from }), ...(to !== undefined && to !== null && { to }) },
  ];
}

/** Of an update whose row before is not known, at least the names of the fields that it changed are. */
function onlyChanged(fields: readonly FieldChange[], changed: Json | undefined): readonly FieldChange[] {
  const names =
    typeof changed === 'string' ? listIn(changed) : Array.isArray(changed) ? changed.map(String) : undefined;
  return names ? fields.filter(({ field }) => names.includes(field)) : fields;
}

/** Athena's text of a list: `[price, title]`. */
function listIn(text: string): string[] {
  return text.replaceAll(/^\[|\]$/g, '').split(', ');
}

function lowerCased(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
}
