import { canonicalDecimal } from '../../domain/decimal.ts';
import type { FieldTraits } from '../../domain/definition/field.ts';
import type { Json, Row } from '../../domain/json.ts';
import { base64, jsonNumber, jsonOf, membersOf, type AttributeValue, type Item } from './attribute-value.ts';
import { geoPointOf } from './geo-point-of.ts';
import type { Recognised } from './recognise.ts';

/**
 * The row of an item: its entity's declared fields, each converted as its kind says. A value that does not fit its field
 * is kept as plain JSON for the validator to refuse. Attributes that are not declared are left out.
 */
export function rowOfItem({ entity, keyFields }: Recognised, item: Item): Row {
  const row: Record<string, Json> = {};
  for (const [name, { headwater }] of Object.entries(entity.fields)) {
    const spelled = keyFields[name];
    const value = spelled === undefined ? own(item, name) : keyAttribute(headwater, spelled);
    if (value !== undefined) row[name] = valueOf(headwater, value);
  }
  return row;
}

/** Names of an item's attributes that its entity does not declare and its table does not need. */
export function undeclaredAttributes({ entity }: Recognised, item: Item, known: ReadonlySet<string>): string[] {
  return Object.keys(item).filter((name) => !Object.hasOwn(entity.fields, name) && !known.has(name));
}

function valueOf(traits: FieldTraits, value: AttributeValue): Json {
  if (value.NULL) return null;
  switch (traits.kind) {
    case 'text':
      return (
        value.S ?? (traits.coerce && value.N !== undefined ? (canonicalDecimal(value.N) ?? value.N) : jsonOf(value))
      );
    case 'double':
      return value.N === undefined ? jsonOf(value) : finiteDouble(value.N);
    case 'integer':
    case 'decimal':
      return value.N === undefined ? jsonOf(value) : jsonNumber(value.N);
    case 'binary':
      // Text is no base64 of bytes: a list is what no binary field accepts.
      return value.B === undefined ? [jsonOf(value)] : base64(value.B);
    case 'list':
      return listOf(traits, value);
    case 'object':
      return objectOf(traits, value);
    case 'geo-point':
      return geoPointOf(value);
    case 'boolean':
    case 'json':
      return jsonOf(value);
  }
}

function listOf(traits: FieldTraits, value: AttributeValue): Json {
  const elements = value.L ?? membersOf(value);
  const { element } = traits;
  return elements && element ? elements.map((inner) => valueOf(element, inner)) : jsonOf(value);
}

function objectOf(traits: FieldTraits, value: AttributeValue): Json {
  const { fields } = traits;
  const map = value.M;
  if (!map || !fields) return jsonOf(value);
  const row: Record<string, Json> = {};
  for (const [name, inner] of Object.entries(fields)) {
    const attribute = own(map, name);
    if (attribute) row[name] = valueOf(inner, attribute);
  }
  return row;
}

/** A double is declared approximate; what overflows it stays text, which the validator refuses. */
function finiteDouble(text: string): number | string {
  const number = Number(text);
  return Number.isFinite(number) ? number + 0 : text;
}

function keyAttribute(traits: FieldTraits, spelled: string): AttributeValue {
  const numeric = traits.kind === 'integer' || traits.kind === 'double' || traits.kind === 'decimal';
  return numeric && canonicalDecimal(spelled) !== undefined ? { N: spelled } : { S: spelled };
}

function own(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}
