import type { Field } from './field.ts';

/** An object without fields holds nothing, so that it has no analytics column: Parquet has no struct of nothing. */
export function emptyObjectProblems(where: string, { headwater }: Field): string[] {
  const { kind, fields = {}, column } = headwater;
  if (kind !== 'object' || column === false || Object.keys(fields).length > 0) return [];
  return [
    `${where}: object({}) holds nothing, and has no analytics column: declare its fields, write json() or map() to keep what it holds, or give it column: false`,
  ];
}
