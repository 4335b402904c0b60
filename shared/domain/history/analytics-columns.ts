/**
 * The columns of an entity's history in the analytics copy: the entity's own, typed, then the bookkeeping of each change.
 * Parquet schema, Glue table and DuckDB views all come from here; a change's values in them are history-row.ts.
 */
import type { Entity } from '../definition/entity.ts';
import type { ColumnType } from '../definition/field.ts';
import { HeadwaterError } from '../errors.ts';

export interface AnalyticsColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** The row's field that the column holds; bookkeeping columns have none. */
  readonly field?: string;
}

const STRING: ColumnType = { kind: 'string' };

const BOOKKEEPING_COLUMNS: readonly AnalyticsColumn[] = [
  { name: '_key', type: STRING },
  { name: '_operation', type: STRING },
  { name: '_position', type: STRING },
  { name: '_at', type: { kind: 'timestamp' } },
  { name: '_changed', type: { kind: 'list', element: STRING } },
  { name: '_event_id', type: STRING },
  { name: '_cause', type: STRING },
];

/**
 * In a snapshot's files: the highest stream position seen of the key, also of changes that lost to a row read later. It
 * is what a store's mark `p` is (precedence.ts).
 */
export const POSITION_SEEN: AnalyticsColumn = { name: '_position_seen', type: STRING };

/** Hive partitions in an object's path: readers make columns of them, so no field's column can have their names. */
const PARTITION_COLUMNS = ['entity', 'date', 'hour'] as const;

/**
 * The entity's own columns, in the order of its fields, then the bookkeeping.
 * @throws HeadwaterError HW_CONFIG when two fields would share a column (definition/twin-columns.ts says it at synth)
 */
export function analyticsColumns(entity: Entity): readonly AnalyticsColumn[] {
  const own = Object.entries(entity.fields).flatMap(([field, { headwater }]): AnalyticsColumn[] => {
    const type = headwater.column && withoutEmptyStructs(headwater.column);
    return type ? [{ name: columnOfField(field), type, field }] : [];
  });
  const holders = new Map<string, string>();
  for (const { name, field = '' } of own) {
    const holder = holders.get(name.toLowerCase());
    if (holder !== undefined) {
      const message = `entity ${entity.name}: fields ${holder} and ${field} would share the analytics column ${name.toLowerCase()}`;
      throw new HeadwaterError('HW_CONFIG', `${message}: set \`column: false\` on one of them`);
    }
    holders.set(name.toLowerCase(), field);
  }
  return [...own, ...BOOKKEEPING_COLUMNS];
}

/** A field's name as a column's: Athena takes letters, digits and underscores only. */
export function columnName(field: string): string {
  return field.replaceAll(/[^A-Za-z0-9_]/g, '_');
}

/** DuckDB's own columns of every Parquet file, by which a row is known (latest.ts, gather.ts): a file's column would hide them. */
export const FILE_COLUMNS = ['file_index', 'file_row_number'] as const;

const TAKEN: ReadonlySet<string> = new Set([
  ...[...BOOKKEEPING_COLUMNS, POSITION_SEEN].map(({ name }) => name),
  ...PARTITION_COLUMNS,
  ...FILE_COLUMNS,
]);

/** A field called `date` becomes `date_`: the attribute of an existing table cannot be renamed, its column can. */
export function columnOfField(field: string): string {
  const name = columnName(field);
  return TAKEN.has(name.toLowerCase()) ? `${name}_` : name;
}

/** Parquet has no struct without fields. */
function withoutEmptyStructs(type: ColumnType): ColumnType | undefined {
  if (type.kind === 'list') {
    const element = withoutEmptyStructs(type.element);
    return element && { kind: 'list', element };
  }
  if (type.kind !== 'struct') return type;
  const fields = Object.entries(type.fields).flatMap(([name, inner]) => {
    const kept = withoutEmptyStructs(inner);
    return kept ? [[name, kept] as const] : [];
  });
  return fields.length > 0 ? { kind: 'struct', fields: Object.fromEntries(fields) } : undefined;
}
