/** What a field's declaration did wrong: a field that is none, and what its constructor could not use. */
import type { FieldTraits } from './field.ts';
import { functionKind, isRecord, shown } from './shape.ts';

/** The kind of field that stands for a constructor of JavaScript, or for a word that a newcomer writes. */
const MEANT: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [String, 'text() or keyword()'],
  [Number, 'integer(), double() or decimal(10, 2)'],
  [BigInt, 'integer() or decimal(38, 0)'],
  [Boolean, 'boolean()'],
  [Date, 'timestamp() or date()'],
  [Array, 'list(keyword())'],
  [Object, 'json() or object({ ... })'],
  ['string', 'text() or keyword()'],
  ['number', 'integer(), double() or decimal(10, 2)'],
]);

/** @param field whatever was given for one */
export function fieldMistakes(field: unknown, where: string): string[] {
  if (isField(field)) return mistakesOf(field.headwater, where);
  return [`${where} is ${shown(field)}: ${fixOf(field)}`];
}

/** Whether one of the constructors of fields.ts made it. */
export function isField(field: unknown): field is { readonly headwater: FieldTraits } {
  return isRecord(field) && isRecord(field['headwater']) && 'kind' in field['headwater'];
}

function mistakesOf({ mistakes = [], element, fields = {} }: FieldTraits, where: string): string[] {
  return [
    ...mistakes.map((mistake) => `${where}: ${mistake}`),
    ...(element ? mistakesOf(element, where) : []),
    ...Object.entries(fields).flatMap(([name, inner]) => mistakesOf(inner, `${where}.${name}`)),
  ];
}

/** How to write the field that was meant. */
export function fixOf(field: unknown): string {
  const meant = MEANT.get(field);
  if (meant !== undefined) return `write ${meant}`;
  if (typeof field === 'function' && functionKind(field) !== 'class') return `call it: ${field.name}()`;
  if (typeof field === 'string') return `call a kind of field, such as ${/^\w+$/.test(field) ? field : 'text'}()`;
  if (isRecord(field) && Object.values(field).every(isField) && Object.keys(field).length > 0)
    return 'write object({ ... }) around its fields';
  return 'call a kind of field, such as keyword()';
}
