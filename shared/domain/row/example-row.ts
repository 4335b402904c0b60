/** A row that an entity could have, for whoever writes his first one: only what a row must hold. */
import type { Entity } from '../definition/entity.ts';
import type { Field, FieldTraits } from '../definition/field.ts';
import { own } from '../own.ts';
import type { Json, Row } from './json.ts';

/** Its text fields hold this word: a search for it finds the row. */
export const EXAMPLE_WORD = 'first';

/**
 * Whether it fits (a `pattern`, a `maxLength`) is for the entity's check to say.
 *
 * @param parts of its key that no field is: they are text
 * @example exampleRow(product) // { id: 'first', title: 'A first title', price: 1 }
 */
export function exampleRow({ fields }: Entity, parts: readonly string[]): Row {
  const beside = parts.filter((name) => own(fields, name) === undefined);
  const declared = Object.entries(fields).filter(([name, field]) => parts.includes(name) || !mayBeMissing(field));
  return {
    ...Object.fromEntries(declared.map(([name, field]) => [name, exampleOf(name, field, field.headwater)])),
    ...Object.fromEntries(beside.map((name) => [name, EXAMPLE_WORD])),
  };
}

function mayBeMissing(field: Field): boolean {
  return Object.hasOwn(field, '~optional') || field.headwater.kind === 'rest';
}

function exampleOf(name: string, field: Field | undefined, traits: FieldTraits): Json {
  switch (traits.kind) {
    case 'text':
      return (
        chosen(field) ??
        (traits.search !== false && traits.search['type'] === 'text' ? `A first ${name}` : EXAMPLE_WORD)
      );
    case 'integer':
    case 'double':
      return number(field, 'minimum') ?? 1;
    case 'decimal':
      return 1;
    case 'boolean':
      return true;
    case 'time':
      return traits.time?.form === 'day' ? '2026-01-01' : '2026-01-01T00:00:00Z';
    case 'binary':
      return 'AAEC';
    case 'list':
      return [];
    case 'object':
      return Object.fromEntries(
        Object.entries(traits.fields ?? {}).map(([inner, one]) => [inner, exampleOf(inner, undefined, one)]),
      );
    case 'geo-point':
      return { lat: 0, lon: 0 };
    case 'json':
    case 'map':
    case 'rest':
      return {};
  }
}

/** The first word of an enumeration. */
function chosen(field: Field | undefined): string | undefined {
  const words =
    field && (own(field as unknown as Readonly<Record<string, unknown>>, 'enum') as readonly string[] | undefined);
  return words?.[0];
}

function number(field: Field | undefined, keyword: string): number | undefined {
  const limit = field && own(field as unknown as Readonly<Record<string, unknown>>, keyword);
  return typeof limit === 'number' && limit > Number.MIN_SAFE_INTEGER ? limit : undefined;
}
