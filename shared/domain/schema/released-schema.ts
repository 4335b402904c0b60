import type { TSchema } from 'typebox';
import type { Entity } from '../definition/entity.ts';
import type { FieldTraits } from '../definition/field.ts';
import { publishedEntity } from '../definition/published-entity.ts';
import type { Json, JsonObject } from '../row/json.ts';
import { rowSchema } from './row-schema.ts';

/**
 * The schema of an entity's rows as other teams read it: plain JSON Schema, the same text for the same definition.
 *
 * It differs from what rows are validated with in three ways, each for its readers: it is open (a reader must bear a field
 * that was added later), it has none of Headwater's own traits (mapping, column) but a decimal's digits, as `x-decimal`, and
 * the range of a whole number is told only where it is narrower than 2^53.
 */
export function releasedSchema(entity: Entity): JsonObject {
  const { properties, required } = readersSchema(rowSchema(publishedEntity(entity)));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaName(entity),
    title: titleOf(entity),
    type: 'object',
    properties,
    required,
  };
}

/** `film@1`: what an event's detail names as its schema. */
export function schemaName({ name, version }: Pick<Entity, 'name' | 'version'>): string {
  return `${name}@${version}`;
}

/** `order-line` -> `OrderLine`: what generated types are called. */
export function titleOf({ name }: Pick<Entity, 'name'>): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Keywords that mean the same to readers; everything else of a field's schema is for Headwater alone. */
const KEYWORDS = [
  'type',
  'format',
  'contentEncoding',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'enum',
  'formatMinimum',
  'formatMaximum',
  'description',
] as const;

type FieldSchema = TSchema & {
  readonly type?: string;
  readonly headwater?: FieldTraits;
  readonly anyOf?: readonly FieldSchema[];
  readonly items?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
};

function readersSchema(schema: FieldSchema): JsonObject {
  if (schema.anyOf) return unionSchema(schema, schema.anyOf);
  const { items, properties, required, headwater } = schema;
  if (headwater?.kind === 'map' || headwater?.kind === 'rest') {
    const whichever = headwater.kind === 'rest' ? { 'x-rest': true } : {};
    return { ...keywordsOf(schema), additionalProperties: true, ...whichever };
  }
  return {
    ...keywordsOf(schema),
    ...(items && { items: readersSchema(items) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [
          name,
          { ...readersSchema(inner), ...attributeNote(name, inner) },
        ]),
      ),
      required: [...(required ?? [])].sort(),
    }),
  };
}

/** An optional field is a union with null, a decimal one of number and text: there are no others (definition/fields.ts). */
function unionSchema(schema: FieldSchema, branches: readonly FieldSchema[]): JsonObject {
  const column = schema.headwater?.column;
  const inner = branches.find(({ type }) => type !== 'null');
  if (branches.some(({ type }) => type === 'null') && inner) {
    const { type, ...rest } = readersSchema(inner);
    const values = rest['enum'] === undefined ? {} : { enum: [rest['enum'], null].flat() };
    // Any JSON may be null as it is.
    return type === undefined ? rest : { type: [type, 'null'].flat(), ...rest, ...values };
  }
  const text = branches.find(({ type }) => type === 'string');
  return {
    type: ['number', 'string'],
    ...(text && { pattern: keywordsOf(text)['pattern'] }),
    ...(column && column.kind === 'decimal' && { 'x-decimal': { precision: column.precision, scale: column.scale } }),
    ...keywordsOf(schema),
  };
}

/** For whoever releases, not for readers: which attribute of the item the value comes from, when it has another name. */
function attributeNote(name: string, { headwater }: FieldSchema): JsonObject {
  return headwater?.attribute === undefined || headwater.attribute === name
    ? {}
    : { 'x-attribute': headwater.attribute };
}

function keywordsOf(schema: FieldSchema): JsonObject {
  const all: Readonly<Record<string, unknown>> = { ...schema, ...schema.headwater?.told };
  const told = KEYWORDS.filter((name) => all[name] !== undefined && !isWholeRange(name, all[name]));
  return Object.fromEntries(told.map((name) => [name, all[name] as Json]));
}

function isWholeRange(keyword: string, value: unknown): boolean {
  return (
    (keyword === 'minimum' && value === Number.MIN_SAFE_INTEGER) ||
    (keyword === 'maximum' && value === Number.MAX_SAFE_INTEGER)
  );
}
