import type { Entity } from './entity.ts';
import type { TimeForm } from '../time/time-form.ts';
import type { Field, FieldKind } from './field.ts';
import { own } from '../own.ts';

/** What a filter must know of the field it looks at; of a list of values, it is the element's. */
export interface FieldFacts {
  readonly kind: FieldKind;
  /** The least and the greatest value that a row can hold, where the field says so. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Digits behind the point, where the field limits them. */
  readonly decimals?: number;
  /** Of a time: how it is spelled. */
  readonly time?: TimeForm;
  /** Whether it is a list: a condition on it asks whether an element meets it. */
  readonly many?: true;
  /** All that a row can hold, of an enumeration. */
  readonly values?: readonly string[];
  /** Whether every row has a value here: `exists()` always holds. A list may be empty, and JSON may be null. */
  readonly always?: true;
}

/** The parts of a field's JSON Schema that lead further down. */
interface Schema {
  readonly anyOf?: readonly Field[];
  readonly items?: Field;
  readonly properties?: Readonly<Record<string, Field>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
}

/** @returns undefined when the entity declares no such field, or a list stands on the way to it. */
export function fieldAt(entity: Entity, path: readonly string[]): FieldFacts | undefined {
  let fields: Readonly<Record<string, Field>> | undefined = entity.fields;
  let field: Field | undefined;
  let isRequired = true;
  for (const name of path) {
    field = own(fields, name);
    fields = field && schemaOf(field).properties;
    isRequired &&= field !== undefined && !('~optional' in field);
  }
  if (!field) return undefined;
  const { items } = schemaOf(field);
  if (items && field.headwater.kind === 'list') return { ...factsOf(items), many: true };
  const { kind } = field.headwater;
  return { ...factsOf(field), ...(isRequired && kind !== 'json' && kind !== 'rest' && { always: true }) };
}

function factsOf(field: Field): FieldFacts {
  const { kind, column, time } = field.headwater;
  if (time) return { kind, time };
  const { minimum, maximum, enum: values } = schemaOf(field);
  const declared = { kind, ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
  if (values) return { kind, values };
  if (kind === 'integer') return { ...declared, decimals: 0 };
  if (column === false || column.kind !== 'decimal') return declared;
  const limit = 10 ** (column.precision - column.scale);
  return { kind, minimum: -limit, maximum: limit, decimals: column.scale };
}

/** An optional field is its inner field or null. A decimal is a union too, but of plain schemas. */
function schemaOf(field: Field): Schema {
  const schema = field as Field & Schema;
  const [inner] = schema.anyOf ?? [];
  return inner && 'headwater' in inner ? schemaOf(inner) : schema;
}
