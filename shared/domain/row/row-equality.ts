import type { Json, JsonObject, Row } from './json.ts';
import { own } from '../own.ts';

/** Whether two JSON values are the same; the order of an object's names does not matter. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((element, index) => sameValue(element, b[index]));
  return !isList(b) && sameObject(a, b);
}

/** Names of the fields that differ between two rows, sorted. */
export function differingFields(before: Row, after: Row): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameValue(own(before, name), own(after, name))).sort();
}

function sameObject(a: JsonObject, b: JsonObject): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameValue(own(a, name), own(b, name)))
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
