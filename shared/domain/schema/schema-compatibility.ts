/**
 * Whether two schemas of one version can stand for each other. Both directions count, because both happen:
 *
 * - Consumers read what is published from now on with the schema that was released: every row of the present definition must
 *   be one of theirs (with fields they do not know). Otherwise `consumers` break.
 * - What is out there already is read with the present definition: items in the table, events that are replayed, documents
 *   and files in the stores. Each of those rows must fit. Otherwise `older rows` break.
 *
 * So within a version only optional fields can be added, and words changed. A bound that is widened breaks consumers, one that
 * is tightened breaks older rows.
 */
import type { Json, JsonObject } from '../row/json.ts';
import { microsecondsOf } from '../time/moment.ts';
import { sameValue } from '../row/row-equality.ts';
import { own } from '../own.ts';

export type Broken = 'consumers' | 'older rows';

export interface SchemaDifference {
  /** JSON pointer into the row: `/title`; `*` stands for each element of a list. */
  readonly field: string;
  /** What changed, as a clause: `its minimum went from 1 to 0`. */
  readonly what: string;
  /** Empty for a compatible difference. */
  readonly breaks: readonly Broken[];
}

const NOBODY: readonly Broken[] = [];
const CONSUMERS: readonly Broken[] = ['consumers'];
const OLDER_ROWS: readonly Broken[] = ['older rows'];
const BOTH: readonly Broken[] = ['consumers', 'older rows'];

/** What differs between two schemas as `releasedSchema` makes them, field by field. */
export function compareSchemas(released: JsonObject, present: JsonObject): readonly SchemaDifference[] {
  return compareObjects('', released, present);
}

function compareObjects(at: string, released: JsonObject, present: JsonObject): SchemaDifference[] {
  const [before, after] = [propertiesOf(released), propertiesOf(present)];
  const [neededBefore, neededAfter] = [requiredOf(released), requiredOf(present)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name): SchemaDifference[] => {
    const field = `${at}/${name}`;
    const [old, now] = [own(before, name), own(after, name)];
    const [wasNeeded, isNeeded] = [neededBefore.has(name), neededAfter.has(name)];
    if (!isObject(old)) {
      const until = restOf(before, `${at}/`, now);
      return [
        isNeeded
          ? { field, what: 'it is new, and required', breaks: OLDER_ROWS }
          : { field, what: `it is new, and optional${until}`, breaks: NOBODY },
      ];
    }
    if (!isObject(now)) return [{ field, what: 'it was removed', breaks: CONSUMERS }];
    if (wasNeeded === isNeeded) return compareFields(field, old, now);
    const presence: SchemaDifference = wasNeeded
      ? { field, what: 'it was required and is optional', breaks: CONSUMERS }
      : { field, what: 'it was optional and is required', breaks: OLDER_ROWS };
    return [presence, ...compareFields(field, withoutNull(old), withoutNull(now))];
  });
}

/** Of rows with `rest()`, a field that is declared leaves it. No key of it was promised, so that nobody breaks. */
function restOf(released: JsonObject, at: string, now: Json | undefined): string {
  const rest = Object.keys(released).find((name) => isRest(own(released, name)));
  return rest === undefined || isRest(now) ? '' : `: until now its values stood in ${at}${rest}`;
}

function isRest(schema: Json | undefined): boolean {
  return isObject(schema) && schema['x-rest'] === true;
}

function compareFields(field: string, released: JsonObject, present: JsonObject): SchemaDifference[] {
  const found = [...compareTypes(field, released, present)];
  // A type that breaks both says it all; one that does not may still come with other bounds.
  if (!BOTH.every((who) => found.some(({ breaks }) => breaks.includes(who)))) {
    found.push(...compareKeywords(field, released, present), ...compareFreedom(field, released, present));
    if (isObject(released['items']) && isObject(present['items'])) {
      found.push(...compareFields(`${field}/*`, released['items'], present['items']));
    }
    if (isObject(released['properties']) && isObject(present['properties'])) {
      found.push(...compareObjects(field, released, present));
    }
  }
  const [from, to] = [attributeIn(field, released), attributeIn(field, present)];
  // The rows stay the same in form: what an item holds under the other name is theirs to know who change it.
  if (from !== to) {
    found.push({ field, what: `it was read from the attribute ${told(from)}, now from ${told(to)}`, breaks: NOBODY });
  }
  if (released['description'] !== present['description']) {
    found.push({ field, what: 'its description changed', breaks: NOBODY });
  }
  // What no rule above knows is not taken for harmless.
  if (found.length === 0 && !sameSchema(released, present)) {
    found.push({ field, what: 'its schema changed in a way that no rule knows', breaks: BOTH });
  }
  return found;
}

/** `map()` and `rest()` hold any keys, an object those that it declares. */
function compareFreedom(field: string, released: JsonObject, present: JsonObject): SchemaDifference[] {
  if (!typesOf(released).has('object') || !typesOf(present).has('object')) return [];
  const [wasFree, isFree] = [released, present].map((schema) => schema['additionalProperties'] === true);
  if (wasFree !== isFree) {
    const what = isFree ? 'its keys are free, and were declared' : 'its keys are declared, and were free';
    return [{ field, what, breaks: isFree ? CONSUMERS : OLDER_ROWS }];
  }
  if (isRest(released) === isRest(present)) return [];
  const [from, to] = isRest(present) ? ['one attribute', 'rest()'] : ['rest()', 'one attribute'];
  return [{ field, what: `it was ${from}, now ${to}`, breaks: NOBODY }];
}

/** The item's name of a field, of which the row's is the pointer's last part. */
function attributeIn(field: string, schema: JsonObject): Json {
  return schema['x-attribute'] ?? field.slice(field.lastIndexOf('/') + 1);
}

function compareTypes(field: string, released: JsonObject, present: JsonObject): SchemaDifference[] {
  const [from, to] = [typeText(released), typeText(present)];
  if (from === to) return [];
  const breaks: Broken[] = [];
  if (!isWithin(present, released)) breaks.push('consumers');
  if (!isWithin(released, present)) breaks.push('older rows');
  return [{ field, what: `its type went from ${from} to ${to}`, breaks }];
}

/** Whether each value of one type is one of the other, bounds aside; where that takes more to say, it is not. */
function isWithin(inner: JsonObject, outer: JsonObject): boolean {
  const [narrow, wide] = [typesOf(inner), typesOf(outer)];
  if (wide.size === 0) return true;
  if (narrow.size === 0 || !sameForm(inner, outer)) return false;
  return [...narrow].every((type) => wide.has(type) || (type === 'integer' && wide.has('number')));
}

/** A date is a text, but not the other way round; a decimal's text is no number. */
function sameForm(inner: JsonObject, outer: JsonObject): boolean {
  if ((inner['x-decimal'] === undefined) !== (outer['x-decimal'] === undefined)) return false;
  return ['format', 'contentEncoding'].every(
    (form) => own(outer, form) === undefined || own(outer, form) === own(inner, form),
  );
}

/** Which way a bound admits more. */
const BOUNDS = {
  minimum: 'lower',
  minLength: 'lower',
  formatMinimum: 'lower',
  maximum: 'higher',
  maxLength: 'higher',
  formatMaximum: 'higher',
} as const;

function compareKeywords(field: string, released: JsonObject, present: JsonObject): SchemaDifference[] {
  const found: SchemaDifference[] = [];
  for (const [keyword, wider] of Object.entries(BOUNDS)) {
    const [from, to] = [own(released, keyword), own(present, keyword)];
    if (sameValue(from, to)) continue;
    const what = `its ${keyword} went from ${told(from)} to ${told(to)}`;
    const widened =
      to === undefined || (from !== undefined && (wider === 'lower' ? isLess(to, from) : isLess(from, to)));
    found.push({ field, what, breaks: widened ? CONSUMERS : OLDER_ROWS });
  }
  const [from, to] = [released['pattern'], present['pattern']];
  if (from !== to) {
    const breaks = from === undefined ? OLDER_ROWS : to === undefined ? CONSUMERS : BOTH;
    found.push({ field, what: `its pattern went from ${told(from)} to ${told(to)}`, breaks });
  }
  found.push(...compareValues(field, valuesOf(released), valuesOf(present)));
  return [...found, ...compareDecimals(field, released['x-decimal'], present['x-decimal'])];
}

/** The values of an enumeration; undefined where any may stand. That null is one of them is said by the type. */
function valuesOf({ enum: values }: JsonObject): readonly Json[] | undefined {
  return Array.isArray(values) ? (values as readonly Json[]).filter((value) => value !== null) : undefined;
}

function compareValues(
  field: string,
  released: readonly Json[] | undefined,
  present: readonly Json[] | undefined,
): SchemaDifference[] {
  const added = present?.filter((value) => !released?.includes(value)) ?? [];
  const gone = released?.filter((value) => !present?.includes(value)) ?? [];
  const list = (values: readonly Json[]): string => values.map(told).join(', ');
  if (!released && !present) return [];
  if (!released) return [{ field, what: `it is now one of ${list(added)}`, breaks: OLDER_ROWS }];
  if (!present) return [{ field, what: 'it is an enumeration no longer', breaks: CONSUMERS }];
  return [
    ...(added.length > 0 ? [{ field, what: `its values now have ${list(added)}`, breaks: CONSUMERS }] : []),
    ...(gone.length > 0 ? [{ field, what: `its values have ${list(gone)} no longer`, breaks: OLDER_ROWS }] : []),
    ...(added.length + gone.length === 0 && !sameValue(released, present)
      ? [{ field, what: 'the order of its values changed', breaks: NOBODY }]
      : []),
  ];
}

function compareDecimals(field: string, released: Json | undefined, present: Json | undefined): SchemaDifference[] {
  if (!isObject(released) || !isObject(present) || sameValue(released, present)) return [];
  const [from, to] = [digitsOf(released), digitsOf(present)];
  const breaks: Broken[] = [];
  if (to.whole > from.whole || to.scale > from.scale) breaks.push('consumers');
  if (to.whole < from.whole || to.scale < from.scale) breaks.push('older rows');
  return [{ field, what: `it went from ${from.text} to ${to.text}`, breaks }];
}

function digitsOf({ precision, scale }: JsonObject) {
  const [digits, behind] = [Number(precision), Number(scale)];
  return { whole: digits - behind, scale: behind, text: `decimal(${digits}, ${behind})` };
}

/** Numbers by size, days and instants by time. */
function isLess(a: Json, b: Json): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  const [from, to] = [microsecondsOf(a), microsecondsOf(b)];
  return from === undefined || to === undefined ? a < b : from < to;
}

function told(value: Json | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

function typesOf({ type }: JsonObject): ReadonlySet<string> {
  return new Set(type === undefined ? [] : [type].flat().map(String));
}

function typeText(schema: JsonObject): string {
  const decimal = schema['x-decimal'] === undefined ? '' : 'decimal ';
  const form = schema['format'] ?? schema['contentEncoding'];
  const types = [...typesOf(schema)].toSorted().join(' or ') || 'any JSON';
  return `${decimal}${types}${form === undefined ? '' : ` (${told(form)})`}`;
}

function withoutNull(schema: JsonObject): JsonObject {
  const types = [...typesOf(schema)].filter((type) => type !== 'null');
  const values = valuesOf(schema);
  return types.length === 0 ? schema : { ...schema, type: types, ...(values && { enum: values }) };
}

function sameSchema(a: JsonObject, b: JsonObject): boolean {
  return sameValue(comparable(a), comparable(b));
}

function comparable(schema: JsonObject): JsonObject {
  return { ...schema, type: [...typesOf(schema)].toSorted() };
}

function propertiesOf({ properties }: JsonObject): JsonObject {
  return isObject(properties) ? properties : {};
}

function requiredOf({ required }: JsonObject): ReadonlySet<string> {
  return new Set(Array.isArray(required) ? required.map(String) : []);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
