import { canonicalDecimal } from '../../domain/row/decimal.ts';
import { attributeOf, declaredAttributes } from '../../domain/definition/attributes.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import type { FieldTraits } from '../../domain/definition/field.ts';
import { keptRest } from '../../domain/definition/policy.ts';
import type { Json, Row } from '../../domain/row/json.ts';
import { timeOfNumber, timeOfText } from '../../domain/time/time-form.ts';
import { base64, jsonNumber, jsonOf, membersOf, type AttributeValue, type Item } from './attribute-value.ts';
import { geoPointOf } from './geo-point-of.ts';
import type { Recognised } from './recognise.ts';
import { own } from '../../domain/own.ts';

/**
 * The row of an item: its entity's declared fields, each converted as its kind says. A value that does not fit its field
 * is kept as plain JSON for the validator to refuse. Attributes that are not declared are left out, or are in `rest()`.
 *
 * @param known what the table itself needs of the item (`tableAttributes`)
 */
export function rowOfItem(recognised: Recognised, item: Item, known: ReadonlySet<string>): Row {
  const { entity, keyFields } = recognised;
  const row = Object.entries(entity.fields).flatMap(([name, { headwater }]): [string, Json][] => {
    if (headwater.kind === 'rest') return [];
    const spelled = own(keyFields, name);
    const value = spelled === undefined ? own(item, attributeOf(name, headwater)) : keyAttribute(headwater, spelled);
    return value === undefined ? [] : [[name, valueOf(headwater, value)]];
  });
  const { rest } = declaredIn(entity);
  const others = rest === undefined ? [] : undeclared(entity, item, known);
  if (rest !== undefined && others.length > 0) {
    row.push([rest, Object.fromEntries(others.map(([name, value]) => [name, jsonOf(value)]))]);
  }
  return Object.fromEntries(row);
}

/** Names of an item's attributes that go nowhere: neither its entity nor its table asks for them. */
export function droppedAttributes({ entity }: Recognised, item: Item, known: ReadonlySet<string>): string[] {
  return declaredIn(entity).rest === undefined ? undeclared(entity, item, known).map(([name]) => name) : [];
}

function undeclared(entity: Entity, item: Item, known: ReadonlySet<string>): [string, AttributeValue][] {
  const { attributes } = declaredIn(entity);
  return Object.entries(item).filter(([name]) => !attributes.has(name) && !known.has(name));
}

interface Declared {
  readonly attributes: ReadonlySet<string>;
  /** The field that takes all others, when its policy keeps it. */
  readonly rest: string | undefined;
}

const DECLARED = new WeakMap<Entity, Declared>();

/** Every item asks: the names are gathered once. */
function declaredIn(entity: Entity): Declared {
  const found = DECLARED.get(entity);
  if (found) return found;
  const declared = { attributes: declaredAttributes(entity), rest: keptRest(entity) };
  DECLARED.set(entity, declared);
  return declared;
}

function valueOf(traits: FieldTraits, value: AttributeValue): Json {
  if (value.NULL) return null;
  switch (traits.kind) {
    case 'text':
      return (
        value.S ?? (traits.coerce && value.N !== undefined ? (canonicalDecimal(value.N) ?? value.N) : jsonOf(value))
      );
    case 'time':
      return timeOf(traits, value);
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
    case 'map':
    case 'rest':
      return jsonOf(value);
  }
}

/** What is no time of the field stays as it is, for the validator to say why. */
function timeOf({ time, coerce }: FieldTraits, value: AttributeValue): Json {
  const { S: text, N: number } = value;
  if (!time || (text === undefined && number === undefined)) return jsonOf(value);
  if (text === undefined) return timeOfNumber(time, number ?? '') ?? jsonOf(value);
  // Text that is a time would look like what a number has become: a list is what no time accepts.
  if (time.form === 'epoch' && !(coerce && isDecimal(text))) return [text];
  return timeOfText(time, text) ?? text;
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
  const row = Object.entries(fields).flatMap(([name, inner]): [string, Json][] => {
    const attribute = own(map, attributeOf(name, inner));
    return attribute ? [[name, valueOf(inner, attribute)]] : [];
  });
  return Object.fromEntries(row);
}

/** A double is declared approximate; what overflows it stays text, which the validator refuses. */
function finiteDouble(text: string): number | string {
  const number = Number(text);
  return Number.isFinite(number) ? number + 0 : text;
}

function keyAttribute(traits: FieldTraits, spelled: string): AttributeValue {
  const numeric = traits.kind === 'integer' || traits.kind === 'double' || traits.kind === 'decimal';
  return (numeric || traits.time?.form === 'epoch') && isDecimal(spelled) ? { N: spelled } : { S: spelled };
}

function isDecimal(text: string): boolean {
  return canonicalDecimal(text) !== undefined;
}
