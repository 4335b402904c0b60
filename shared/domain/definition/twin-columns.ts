/**
 * Fields that would become one column of the analytics copy. Glue, Athena and DuckDB know no case, and a column's name takes
 * letters, digits and underscores only: of two such fields the copy would hold one value twice.
 */
import { columnName, columnOfField, glueType } from '../analytics-columns.ts';
import type { Entity } from './entity.ts';
import type { ColumnType } from './field.ts';
import { publishedEntity } from './published-entity.ts';

/** What Glue takes as a column's type (API reference, Column: Type). */
const LONGEST_TYPE = 131_072;

/** A line for each field that another one came before, and for each column that Glue would refuse. */
export function columnProblems(entity: Entity): string[] {
  const columns = Object.entries(publishedEntity(entity).fields).flatMap(([name, { headwater }]) =>
    headwater.column === false ? [] : [[name, headwater.column] as const],
  );
  const where = `entity ${entity.name}, field `;
  return [
    ...twinsAmong(where, columns, columnOfField),
    ...columns.flatMap(([name, type]) => [
      ...twinsInside(`${where}${name}`, type),
      ...tooLong(`${where}${name}`, type),
    ]),
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

function tooLong(where: string, type: ColumnType): string[] {
  const { length } = glueType(type);
  return length <= LONGEST_TYPE
    ? []
    : [`${where}: its column's type has ${length} characters, and Glue takes ${LONGEST_TYPE}: make it json()`];
}
