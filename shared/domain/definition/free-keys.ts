/** Fields whose keys nobody declared: `map()` for one attribute, `rest()` for all attributes that have no field of their own. */
import Type, { type TSchema } from 'typebox';
import type { Json } from '../row/json.ts';
import { own } from '../own.ts';
import { mistaken } from './field-options.ts';
import { traitsOf, type Field, type FieldOptions, type FieldSet, type SearchMapping } from './field.ts';

/** By any key, any JSON. */
export type FreeKeys = Readonly<Record<string, Json>>;

/**
 * All keys in one field of the index, each value as one exact text. Measured on OpenSearch 3.8: bench/free-keys.ts and
 * docs/decisions/165.
 */
const FLAT: SearchMapping = { type: 'flat_object' };

/**
 * Of one value, the bytes of its keys and of itself. Lucene refuses a document with a term over 32,766 bytes; flat_object
 * writes the field's path before it, twice, and takes no `ignore_above`.
 */
export const MOST_FREE_BYTES = 32_000;

/** What is then left for the field's own path. */
export const LONGEST_FREE_PATH = 380;

/**
 * A map with free keys, each found by its exact value: `attributes.colour:red`. Lists inside it are searched by their
 * elements. With `search: false` it is kept and not searched, and its values may have any size.
 *
 * @example optional(map())
 */
export function map(options: FieldOptions = {}): Field<FreeKeys> {
  return freeKeys('map', options) as unknown as Field<FreeKeys>;
}

/**
 * All attributes of the item that have no field of their own, as one object; missing when there are none. It is dropped
 * unless the entity's policy says `keep`: whoever writes the table could publish anything by it.
 *
 * @example
 * defineEntity({
 *   name: 'reading',
 *   recognise: { pk: 'READING#{id}' },
 *   fields: { id: keyword(), other: rest() },
 *   policy: { other: 'keep' },
 * });
 */
export function rest(
  options: Omit<FieldOptions, 'attribute'> = {},
): Field<FreeKeys> & { readonly '~mayBeMissing': true } {
  return Type.Optional(freeKeys('rest', options)) as unknown as Field<FreeKeys> & { readonly '~mayBeMissing': true };
}

/** The name of an entity's `rest()`, if it declares one. */
export function restIn(fields: FieldSet): string | undefined {
  return Object.keys(fields).find((name) => own(fields, name)?.headwater.kind === 'rest');
}

function freeKeys(kind: 'map' | 'rest', options: FieldOptions): TSchema {
  const wrong = mistaken(kind, options);
  if (wrong) return wrong;
  const traits = traitsOf(kind, options, FLAT, { kind: 'json' });
  const schema = Type.Object({}, traits);
  return isFlat(traits.headwater.search) ? Type.Refine(schema, isSearchable, whyNot) : schema;
}

/** Whether a mapping is of free keys. */
export function isFlat(mapping: SearchMapping | false): boolean {
  return mapping !== false && mapping['type'] === FLAT['type'];
}

function isSearchable(value: object): boolean {
  return tooLarge(value as Json, 0) === undefined;
}

function whyNot(value: object): string {
  const key = tooLarge(value as Json, 0) ?? '';
  const told = key.length > 60 ? `${key.slice(0, 60)}…` : key;
  return `has more than ${MOST_FREE_BYTES} bytes under ${JSON.stringify(told)}, key and value together, and the search index takes no more: declare it as a field, or give search: false`;
}

/** @returns the keys that lead to the first value that is too large, joined by dots */
function tooLarge(value: Json, bytes: number): string | undefined {
  if (typeof value !== 'object' || value === null) return bytes + textBytes(value) > MOST_FREE_BYTES ? '' : undefined;
  if (Array.isArray(value)) return first(value as readonly Json[], (inner) => tooLarge(inner, bytes));
  return first(Object.entries(value), ([key, inner]) => {
    const path = bytes + Buffer.byteLength(key) + 1;
    const found = path > MOST_FREE_BYTES ? '' : tooLarge(inner ?? null, path);
    return found === '' ? key : found && `${key}.${found}`;
  });
}

function textBytes(value: Json): number {
  return typeof value === 'string' ? Buffer.byteLength(value) : JSON.stringify(value).length;
}

function first<T>(values: readonly T[], find: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
