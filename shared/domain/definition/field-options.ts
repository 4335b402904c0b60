/**
 * The options that each kind of field takes. A kind calls `mistaken` first: what it cannot use stands in the field that it
 * gives back instead, so that `defineHeadwater` can name the entity and the field, and all mistakes at once.
 */
import Type, { type TSchema } from 'typebox';
import { fixOf, isField } from './field-mistakes.ts';
import type { Field, FieldOptions } from './field.ts';
import type { ListOptions, NumberOptions, TextOptions } from './fields.ts';
import { patternProblem } from './pattern-problem.ts';
import { isRecord, shapeProblems, shown, type SettingsOf } from './shape.ts';
import type { DateOptions, EpochOptions, LocalTimeOptions } from './times.ts';

const maybe = Type.Optional;
const NUMBER = maybe(Type.Number({ give: 'give a finite number' }));
const LENGTH = maybe(Type.Integer({ minimum: 0, give: 'give a whole number from 0' }));
const YES_OR_NO = maybe(Type.Boolean({ give: 'write true or false' }));
const MOMENT = maybe(Type.String({ give: "give text in the field's own form, such as '2026-11-23'" }));

const EVERY_FIELD = {
  search: maybe(
    Type.Refine(
      Type.Unknown({ give: "give false, or an OpenSearch mapping such as { type: 'keyword' }" }),
      (value) => value === false || isRecord(value),
    ),
  ),
  column: maybe(Type.Literal(false, { give: 'write false, or leave it out' })),
  description: maybe(Type.String({ give: 'give text' })),
  attribute: maybe(Type.String({ give: "give the item's name for it, such as 'first-name'" })),
} satisfies SettingsOf<FieldOptions>;

const OF_TEXT = {
  ...EVERY_FIELD,
  minLength: LENGTH,
  maxLength: LENGTH,
  pattern: maybe(Type.String({ give: 'give the text of a regular expression' })),
  coerce: YES_OR_NO,
} satisfies SettingsOf<TextOptions>;

const OF_NUMBERS = { ...EVERY_FIELD, minimum: NUMBER, maximum: NUMBER } satisfies SettingsOf<NumberOptions>;
const OF_MOMENTS = { ...EVERY_FIELD, min: MOMENT, max: MOMENT } satisfies SettingsOf<DateOptions>;
const OF_EPOCHS = { ...OF_MOMENTS, coerce: YES_OR_NO } satisfies SettingsOf<EpochOptions>;
const OF_LOCAL_TIMES = {
  ...OF_MOMENTS,
  zone: Type.String({ give: "give the name of a time zone, such as 'Europe/Paris'" }),
  overlap: maybe(Type.Enum(['earlier', 'later', 'refuse'])),
  gap: maybe(Type.Enum(['forward', 'refuse'])),
} satisfies SettingsOf<LocalTimeOptions>;
const OF_LISTS = { ...EVERY_FIELD, nested: YES_OR_NO } satisfies SettingsOf<ListOptions>;

const OPTIONS = {
  keyword: OF_TEXT,
  text: OF_TEXT,
  integer: OF_NUMBERS,
  double: OF_NUMBERS,
  decimal: EVERY_FIELD,
  boolean: EVERY_FIELD,
  date: OF_MOMENTS,
  timestamp: OF_MOMENTS,
  epochSeconds: OF_EPOCHS,
  epochMilliseconds: OF_EPOCHS,
  localTimestamp: OF_LOCAL_TIMES,
  enumeration: EVERY_FIELD,
  geoPoint: EVERY_FIELD,
  binary: EVERY_FIELD,
  json: EVERY_FIELD,
  list: OF_LISTS,
  object: EVERY_FIELD,
  map: EVERY_FIELD,
  rest: EVERY_FIELD,
} as const satisfies Readonly<Record<string, Readonly<Record<string, TSchema>>>>;

/** How a kind is written that takes more than options. */
const EXAMPLES: ReadonlyMap<string, string> = new Map([
  ['localTimestamp', "localTimestamp({ zone: 'Europe/Paris' })"],
  ['enumeration', "enumeration(['open', 'paid'])"],
  ['decimal', 'decimal(10, 2)'],
  ['list', 'list(keyword())'],
  ['object', 'object({ city: keyword() })'],
]);

/** What other systems call them. */
const AKA = {
  min: 'minimum',
  max: 'maximum',
  regex: 'pattern',
  regexp: 'pattern',
  type: 'search',
  mapping: 'search',
  comment: 'description',
  alias: 'attribute',
};

/** Bounds of which the first may not be beyond the second. */
const BOUNDS = [
  ['minLength', 'maxLength'],
  ['minimum', 'maximum'],
] as const;

/** A kind of field, as its function is named. */
export type KindName = keyof typeof OPTIONS;

/** @returns undefined when the options are fine; otherwise a field that says what is wrong with them */
export function mistaken(kind: KindName, options: unknown): Field<never> | undefined {
  if (isField(options)) {
    return mistakenField([`${kind}() is given a field: write ${EXAMPLES.get(kind) ?? `${kind}()`}`]);
  }
  const settings = OPTIONS[kind];
  const aka = Object.fromEntries(Object.entries(AKA).filter(([, meant]) => Object.hasOwn(settings, meant)));
  const schema = Type.Object(settings, {
    give: `write ${EXAMPLES.get(kind) ?? `${kind}({ description: '...' })`}`,
    aka,
  });
  const where = `${kind}()`;
  const problems = shapeProblems(schema, options, where);
  return problems.length > 0 || !isRecord(options)
    ? mistakenField(problems)
    : mistakenField(valueProblems(kind, options).map((problem) => `${where}: ${problem}`));
}

/** The same for the values of an enumeration: anything but a list would let every text pass. */
export function mistakenValues(values: unknown): Field<never> | undefined {
  if (Array.isArray(values)) return undefined;
  const fix = isRecord(values) && !isField(values) ? 'enumeration(Object.values(...))' : EXAMPLES.get('enumeration');
  return mistakenField([`enumeration() of ${shown(values)}: give a list of its values: ${fix}`]);
}

/** The same for what stands inside a field: a list's element, an object's fields, what is optional. */
export function mistakenInside(kind: string, inside: unknown): Field<never> | undefined {
  if (!isRecord(inside))
    return mistakenField([`${kind}() of ${shown(inside)}: give its fields, such as { city: keyword() }`]);
  const strange = Object.entries(inside).filter(([, field]) => !isField(field));
  return mistakenField(strange.map(([name, field]) => `${kind}(): ${name} is ${shown(field)}: ${fixOf(field)}`));
}

/** What may be missing already: made by `optional()`, or a `rest()`. */
export function optionalTwice(inner: Field): Field<never> | undefined {
  if (!Type.IsOptional(inner)) return undefined;
  const is = inner.headwater.kind === 'rest' ? 'rest() may be missing already' : 'once is enough';
  return mistakenField([`optional() is given an optional field: ${is}: take it away`]);
}

function mistakenField(mistakes: readonly string[]): Field<never> | undefined {
  if (mistakes.length === 0) return undefined;
  return Type.Unknown({
    headwater: { kind: 'json', search: false, column: false, mistakes },
  }) as unknown as Field<never>;
}

function valueProblems(kind: KindName, options: Readonly<Record<string, unknown>>): string[] {
  const problems = BOUNDS.flatMap(([least, most]) => {
    const [low, high] = [options[least], options[most]];
    if (typeof low !== 'number' || typeof high !== 'number') return [];
    if (low > high) return [`${least} ${low} is beyond ${most} ${high}: no value fits: swap them`];
    const isEmpty = kind === 'integer' && Math.ceil(low) > Math.floor(high);
    return isEmpty ? [`between ${least} ${low} and ${most} ${high} lies no whole number: no value fits`] : [];
  });
  const { pattern } = options;
  const wrong = typeof pattern === 'string' ? patternProblem(pattern) : undefined;
  return wrong === undefined ? problems : [...problems, wrong];
}
