import type { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { ColumnType } from '../../shared/domain/definition/fields.ts';

/** What every history table has beside its entity's columns (design: section 6). */
const BOOKKEEPING: readonly CfnTable.ColumnProperty[] = [
  { name: '_key', type: 'string', comment: "The row's key, the same as its document id" },
  { name: '_operation', type: 'string', comment: 'created, updated, deleted or snapshot' },
  { name: '_position', type: 'string', comment: "Where the change stands in its key's order" },
  { name: '_at', type: 'timestamp', comment: 'When the table took the write' },
  { name: '_changed', type: 'array<string>', comment: 'Fields that differ from before' },
  { name: '_event_id', type: 'string', comment: 'The same on every retry and replay: tells duplicates' },
  { name: '_cause', type: 'string', comment: 'expired, backfill or repair; otherwise null' },
];

/** Columns in the order declared, then the bookkeeping. Athena knows lower-case names only and reads Parquet by name. */
export function glueColumns(entity: Entity): CfnTable.ColumnProperty[] {
  const own = Object.entries(entity.fields).flatMap(([name, { headwater, description }]) => {
    if (headwater.column === false) return [];
    const comment = typeof description === 'string' ? { comment: description.slice(0, 255) } : {};
    return [{ name: name.toLowerCase(), type: glueType(headwater.column), ...comment }];
  });
  return [...own, ...BOOKKEEPING];
}

/** https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
export function glueType(column: ColumnType): string {
  switch (column.kind) {
    case 'string':
    case 'boolean':
    case 'double':
    case 'date':
    case 'timestamp':
      return column.kind;
    case 'long':
      return 'bigint';
    case 'json':
      return 'string';
    case 'decimal':
      return `decimal(${column.precision},${column.scale})`;
    case 'list':
      return `array<${glueType(column.element)}>`;
    case 'struct':
      return `struct<${structFields(column.fields)}>`;
  }
}

function structFields(fields: Readonly<Record<string, ColumnType>>): string {
  return Object.entries(fields)
    .map(([name, type]) => `${name.toLowerCase()}:${glueType(type)}`)
    .join(',');
}
