import { glueType } from '../../dialects/glue/columns.ts';
import type { Entity } from './entity.ts';

/** Of a column in Glue's catalogue (AWS Glue API, Column: Type); the limit of its name is in field-names.ts. */
const LONGEST_COLUMN_TYPE = 131_072;

/** What Glue's catalogue cannot take of an entity's columns, a line each: else the deploy would fail in its middle. */
export function catalogLimitProblems({ name, fields }: Entity): string[] {
  return Object.entries(fields).flatMap(([field, { headwater }]) => {
    if (headwater.column === false) return [];
    const type = glueType(headwater.column).length;
    const where = `entity ${name}, field ${field}`;
    const fix = 'set `column: false` on it';
    return [
      ...(type > LONGEST_COLUMN_TYPE
        ? [`${where}: a type of ${type} characters, and Glue takes ${LONGEST_COLUMN_TYPE}: declare json(), or ${fix}`]
        : []),
    ];
  });
}
