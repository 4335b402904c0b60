/**
 * Names that every object inherits: constructor, toString, valueOf, hasOwnProperty ... A compiled schema asks for a field by
 * `in` or by a plain read, and finds the inherited function where a row has nothing. Without a prototype there is nothing
 * to find.
 */
import type { FieldTraits } from './field.ts';
import type { Json, JsonObject } from '../row/json.ts';

const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Whether one of these fields, or of those inside them, has such a name. */
export function inheritsNames(fields: readonly (readonly [name: string, traits: FieldTraits])[]): boolean {
  return fields.some(([name, traits]) => INHERITED.has(name) || inheritsNames(fieldsIn(traits)));
}

function fieldsIn({ element, fields = {} }: FieldTraits): readonly [string, FieldTraits][] {
  return element ? fieldsIn(element) : Object.entries(fields);
}

/** The same JSON, whose objects inherit nothing. */
export function withoutPrototypes(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(withoutPrototypes);
  const members = Object.entries(value).map(([name, inner]) => [name, described(inner)] as const);
  return Object.create(null, Object.fromEntries(members)) as JsonObject;
}

function described(value: Json | undefined): PropertyDescriptor {
  return { value: value === undefined ? undefined : withoutPrototypes(value), enumerable: true };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
