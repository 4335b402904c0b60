import type { Entity } from '../../domain/definition/entity.ts';
import type { ColumnType } from '../../domain/definition/field.ts';
import { analyticsColumns, columnName } from '../../domain/history/analytics-columns.ts';

/** The columns as Glue and Athena name them: lower case, Hive type strings. Partition columns are the table's own affair. */
export function glueColumns(entity: Entity): { name: string; type: string }[] {
  return analyticsColumns(entity).map(({ name, type }) => ({ name: name.toLowerCase(), type: glueType(type) }));
}

export function glueType(type: ColumnType): string {
  switch (type.kind) {
    case 'json':
      return 'string';
    case 'long':
      return 'bigint';
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'list':
      return `array<${glueType(type.element)}>`;
    case 'struct': {
      const fields = Object.entries(type.fields);
      return `struct<${fields.map(([name, inner]) => `${columnName(name).toLowerCase()}:${glueType(inner)}`).join(',')}>`;
    }
    case 'string':
    case 'boolean':
    case 'double':
    case 'date':
    case 'timestamp':
      return type.kind;
  }
}
