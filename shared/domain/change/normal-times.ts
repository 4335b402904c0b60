/** Rows of events that were published before a row's times had one form (docs/decisions/166): in queues, letters, archives. */
import { own } from '../own.ts';
import type { FieldSet, FieldTraits } from '../definition/field.ts';
import type { Json, JsonObject, Row } from '../row/json.ts';
import { isInstantText, readInstant } from '../time/moment.ts';

/** @returns what gives a row's instants their normal form; undefined for fields that hold none */
export function normalTimes(fields: FieldSet): ((row: Row) => Row) | undefined {
  const traits = Object.entries(fields).map(([name, field]) => [name, field.headwater] as const);
  const timed = traits.filter(([, field]) => holdsInstants(field));
  return timed.length === 0 ? undefined : (row) => normalObject(row, timed);
}

function holdsInstants({ time, element, fields = {} }: FieldTraits): boolean {
  if (time) return time.form !== 'day';
  return element ? holdsInstants(element) : Object.values(fields).some(holdsInstants);
}

/** The same object where nothing is to be done, which is almost always. */
function normalObject(row: JsonObject, fields: readonly (readonly [string, FieldTraits])[]): JsonObject {
  const differing = fields.flatMap(([name, traits]) => {
    const value = own(row, name);
    const normal = value === undefined ? value : normalValue(value, traits);
    return normal === value ? [] : [[name, normal] as const];
  });
  return differing.length === 0 ? row : { ...row, ...Object.fromEntries(differing) };
}

/** What is no time, such as a hash of one, stays. */
function normalValue(value: Json, { time, element, fields }: FieldTraits): Json {
  if (typeof value === 'string') {
    return !time || time.form === 'day' || isInstantText(value) ? value : (readInstant(value)?.text ?? value);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) {
    const normal = element ? value.map((one) => normalValue(one, element)) : value;
    return normal.some((one, index) => one !== value[index]) ? normal : value;
  }
  return fields ? normalObject(value, Object.entries(fields)) : value;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
