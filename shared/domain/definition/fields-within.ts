import type { Field, FieldSet } from './field.ts';

/** Every field of a set with its path, `lines.*.sku`: those inside objects and lists as well; outer ones first. */
export function* fieldsWithin(fields: FieldSet, at = ''): Generator<readonly [path: string, field: Field]> {
  for (const [name, field] of Object.entries(fields)) yield* withIn(`${at}${name}`, field);
}

function* withIn(path: string, field: Field): Generator<readonly [string, Field]> {
  const { anyOf, items, properties } = field as Field & Parts;
  const [inner] = anyOf ?? [];
  // What `optional` makes is a union of the field itself with null; a decimal is one of plain schemas.
  if (inner && 'headwater' in inner) {
    yield* withIn(path, inner);
    return;
  }
  yield [path, field];
  if (items) yield* withIn(`${path}.*`, items);
  if (properties) yield* fieldsWithin(properties, `${path}.`);
}

interface Parts {
  readonly anyOf?: readonly Field[];
  readonly items?: Field;
  readonly properties?: FieldSet;
}
