/**
 * Fields that would become one column of the analytics copy. Glue, Athena and DuckDB know no case, and a column's name takes
 * letters, digits and underscores only: of two such fields the copy would hold one value twice.
 */
import { columnName, columnOfField } from '../history/analytics-columns.ts';
import type { Entity } from './entity.ts';
import type { ColumnType } from './field.ts';
import { publishedEntity } from './published-entity.ts';

/** A line for each field that another one came before. */
export function columnProblems(entity: Entity): string[] {
  const columns = Object.entries(publishedEntity(entity).fields).flatMap(([name, { headwater }]) =>
    headwater.column === false ? [] : [[name, headwater.column] as const],
  );
  const where = `entity ${entity.name}, field `;
  return [
    ...twinsAmong(where, columns, columnOfField),
    ...columns.flatMap(([name, type]) => twinsInside(`${where}${name}`, type)),
  ];
}

function twinsInside(where: string, type: ColumnType): string[] {
  if (type.kind === 'list') return twinsInside(where, type.element);
  if (type.kind !== 'struct') return [];
  const members = Object.entries(type.fields);
  return [
    ...twinsAmong(`${where}.`, members, columnName),
    ...members.flatMap(([name, inner]) => twinsInside(`${where}.${name}`, inner)),
  ];
}

function twinsAmong(
  where: string,
  fields: readonly (readonly [name: string, type: ColumnType])[],
  columnFor: (field: string) => string,
): string[] {
  const holders = new Map<string, string>();
  return fields.flatMap(([field]) => {
    const column = columnFor(field).toLowerCase();
    const holder = holders.get(column);
    if (holder === undefined) holders.set(column, field);
    return holder === undefined
      ? []
      : [
          `${where}${field}: another field, ${holder}, becomes the same analytics column "${column}": ` +
            "rename one of them (with the option attribute: '<its name in the item>'), or set column: false on one",
        ];
  });
}
