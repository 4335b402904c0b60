import { canonicalDecimal } from '../../domain/decimal.ts';
import type { FieldTraits } from '../../domain/definition/field.ts';
import type { Json, Row } from '../../domain/json.ts';
import { timeOfNumber, timeOfText } from '../../domain/time-form.ts';
import { base64, jsonNumber, jsonOf, membersOf, type AttributeValue, type Item } from './attribute-value.ts';
import { geoPointOf } from './geo-point-of.ts';
import type { Recognised } from './recognise.ts';
import { own } from '../../domain/own.ts';

/**
 * The row of an item: its entity's declared fields, each converted as its kind says. A value that does not fit its field
 * is kept as plain JSON for the validator to refuse. Attributes that are not declared are left out.
 */
export function rowOfItem({ entity, keyFields }: Recognised, item: Item): Row {
  const values = Object.entries(entity.fields).flatMap(([name, { headwater }]): [string, Json][] => {
    const spelled = own(keyFields, name);
    const value = spelled === undefined ? own(item, name) : keyAttribute(headwater, spelled);
    return value === undefined ? [] : [[name, valueOf(headwater, value)]];
  });
  return Object.fromEntries(values);
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
  const values = Object.entries(fields).flatMap(([name, inner]): [string, Json][] => {
    const attribute = own(map, name);
    return attribute ? [[name, valueOf(inner, attribute)]] : [];
  });
  return Object.fromEntries(values);
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
