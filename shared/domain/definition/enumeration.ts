import Type from 'typebox';
import { mistaken, mistakenValues } from './field-options.ts';
import { KEYWORD, traitsOf, type Field, type FieldOptions } from './field.ts';

/**
 * Text that is one of these values; its TypeScript type is their union. To add a value later breaks those who read the
 * released schema, to remove one breaks older rows (docs/schemas.md).
 *
 * @example enumeration(['open', 'paid', 'sent'])
 */
export function enumeration<const V extends readonly string[]>(
  values: V,
  options: FieldOptions = {},
): Field<V[number]> {
  const wrong = mistaken('enumeration', options) ?? mistakenValues(values);
  if (wrong) return wrong;
  const traits = traitsOf('text', options, KEYWORD, { kind: 'string' });
  return Type.String({ enum: [...values], ...traits }) as unknown as Field<V[number]>;
}

/** What is wrong with the values of an enumeration, a line each; nothing of any other field. */
export function enumerationProblems(where: string, field: Field): string[] {
  const values: unknown = 'enum' in field ? field.enum : undefined;
  if (!Array.isArray(values)) return [];
  if (values.length === 0) return [`${where}: an enumeration of no values: name at least one`];
  const wrong = values.filter((value) => typeof value !== 'string' || !value.isWellFormed());
  const twice = values.filter((value, index) => values.indexOf(value) !== index);
  return [
    ...wrong.map((value) => `${where}: ${JSON.stringify(value)} is no text that an item can hold: write it as a text`),
    ...twice.map((value) => `${where}: "${String(value)}" stands twice in the enumeration: leave it out once`),
  ];
}
