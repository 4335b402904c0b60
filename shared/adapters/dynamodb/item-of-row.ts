/** The reverse of recognise.ts and row-of-item.ts: the item that a table holds for a row of one of its entities. */
import { attributeOf, fieldReading, tableAttributes } from '../../domain/definition/attributes.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import type { KeyAttribute, TableDefinition } from '../../domain/definition/headwater.ts';
import { restIn } from '../../domain/definition/free-keys.ts';
import { partsOf, render } from '../../domain/definition/template.ts';
import { own } from '../../domain/own.ts';
import type { RowFault } from '../../domain/row/row-faults.ts';
import { isWrittenObject, numberOf, type Written, type WrittenObject } from '../../domain/row/written.ts';
import { attributeFor, plainAttribute, pointer, refuseUndeclared, type OnFault } from './attribute-of.ts';
import { base64, type AttributeValue, type Item } from './attribute-value.ts';

export interface MadeItem {
  readonly item: Item;
  /** The parts of the entity's key as its templates took them. Empty where the key is the table's own. */
  readonly parts: Readonly<Record<string, string>>;
  /** Why the item cannot be what the record says, in the record's names. */
  readonly faults: readonly RowFault[];
}

/**
 * Key templates are filled from the row, the attribute that tells the entity is added, every field goes under the item's name of it.
 * What no field declares and the item needs all the same is taken under its own name: a part of the key, a key attribute, the
 * table's TTL attribute.
 */
export function itemOfRow(table: TableDefinition, entity: Entity, record: WrittenObject): MadeItem {
  const faults: RowFault[] = [];
  const onFault: OnFault = (fault) => void faults.push(fault);
  const templates = templatesOf(table, entity);
  const partNames = [...templates.values()].flatMap(partsOf);
  const beside = besideFields(table, entity, templates, partNames);
  refuseUndeclared(record, [...Object.keys(entity.fields), ...partNames, ...beside], '', onFault);
  const parts = Object.fromEntries(
    partNames.map((name) => [name, partText(entity, name, own(record, name), onFault)] as const),
  );
  const attributes = new Map<string, AttributeValue>();
  for (const [name, { headwater }] of Object.entries(entity.fields)) {
    const value = own(record, name);
    if (value === undefined || headwater.kind === 'rest' || partNames.includes(name)) continue;
    attributes.set(attributeOf(name, headwater), attributeFor(headwater, value, pointer('', name), onFault));
  }
  for (const name of beside) {
    const value = own(record, name);
    if (value !== undefined) attributes.set(name, plainAttribute(value));
  }
  addRest(table, entity, record, attributes, onFault);
  addTelling(entity, attributes, onFault);
  addKeys(table, entity, { templates, parts, attributes }, onFault);
  return { item: Object.fromEntries(attributes), parts, faults };
}

/** Key attribute -> its template. */
function templatesOf(table: TableDefinition, { recognise }: Entity): ReadonlyMap<string, string> {
  if (typeof recognise !== 'object' || !('pk' in recognise)) return new Map();
  const sort = table.sortKey && recognise.sk !== undefined ? [[table.sortKey.name, recognise.sk] as const] : [];
  return new Map([[table.partitionKey.name, recognise.pk], ...sort]);
}

/** Attributes that an item needs, or may have, and no field is read from. */
function besideFields(
  table: TableDefinition,
  entity: Entity,
  templates: ReadonlyMap<string, string>,
  parts: readonly string[],
): readonly string[] {
  const { partitionKey, sortKey, timeToLive } = table;
  const keys = [partitionKey.name, sortKey?.name].filter((name) => name !== undefined && !templates.has(name));
  return [...keys, timeToLive].filter(
    (name): name is string =>
      name !== undefined &&
      fieldReading(entity, name) === undefined &&
      !Object.hasOwn(entity.fields, name) &&
      !parts.includes(name),
  );
}

/** A part of a key is text: that of a number or of an epoch are its digits. */
function partText(entity: Entity, name: string, written: Written | undefined, onFault: OnFault): string {
  const at = pointer('', name);
  const traits = own(entity.fields, name)?.headwater;
  if (written === undefined || written === null) {
    onFault({ field: at, problem: 'is missing: it is a part of the key' });
    return '';
  }
  const { S, N, B } = traits ? attributeFor(traits, written, at, onFault) : plainAttribute(written);
  const text = S ?? N ?? (B === undefined ? undefined : base64(B));
  if (text === undefined) onFault({ field: at, problem: 'is a part of the key: it must be text or a number' });
  if (text === '') onFault({ field: at, problem: 'is empty: a part of the key holds at least one character' });
  return text ?? '';
}

function addRest(
  table: TableDefinition,
  entity: Entity,
  record: WrittenObject,
  attributes: Map<string, AttributeValue>,
  onFault: OnFault,
): void {
  const rest = restIn(entity.fields);
  const others = rest === undefined ? undefined : own(record, rest);
  if (rest === undefined || others === undefined || others === null) return;
  if (!isWrittenObject(others)) {
    onFault({ field: pointer('', rest), problem: 'must be object' });
    return;
  }
  const known = tableAttributes(table);
  for (const [name, value] of Object.entries(others)) {
    if (value === undefined) continue;
    if (known.has(name) || fieldReading(entity, name) !== undefined) {
      const problem = 'is an attribute that a field is read from, or that the table needs: write it there';
      onFault({ field: pointer(pointer('', rest), name), problem });
    } else attributes.set(name, plainAttribute(value));
  }
}

/** The attribute that tells the entity: added where the record does not have it. */
function addTelling(entity: Entity, attributes: Map<string, AttributeValue>, onFault: OnFault): void {
  const { recognise } = entity;
  if (typeof recognise !== 'object' || !('attribute' in recognise)) return;
  const { attribute, equals } = recognise;
  const field = fieldReading(entity, attribute);
  const kind = field === undefined ? undefined : own(entity.fields, field)?.headwater.kind;
  const numeric =
    (kind === 'integer' || kind === 'double' || kind === 'decimal') && numberOf(Number(equals)) === equals;
  const telling = numeric ? { N: equals } : { S: equals };
  const given = attributes.get(attribute);
  if (given && textOf(given) !== equals) {
    onFault({
      field: pointer('', field ?? attribute),
      problem: `must be ${JSON.stringify(equals)}: that tells ${entity.name}`,
    });
  }
  if (!given) attributes.set(attribute, telling);
}

interface Keyed {
  readonly templates: ReadonlyMap<string, string>;
  readonly parts: Readonly<Record<string, string>>;
  readonly attributes: Map<string, AttributeValue>;
}

function addKeys(
  table: TableDefinition,
  entity: Entity,
  { templates, parts, attributes }: Keyed,
  onFault: OnFault,
): void {
  for (const key of [table.partitionKey, table.sortKey]) {
    if (!key) continue;
    const { name } = key;
    const given = attributes.get(name);
    const at = pointer('', fieldReading(entity, name) ?? name);
    const template = templates.get(name);
    const text = template === undefined ? given && textOf(given) : render(template, parts);
    if (given && textOf(given) !== text) {
      onFault({ field: at, problem: `differs from the key that "${template}" gives: leave it out` });
    } else if (text === undefined) {
      const problem = given ? `must be a ${key.type}` : 'is missing';
      onFault({ field: at, problem: `${problem}: it is the table's key attribute ${JSON.stringify(name)}` });
    } else attributes.set(name, keyAttribute(key, text, at, onFault));
  }
}

function keyAttribute({ type }: KeyAttribute, text: string, at: string, onFault: OnFault): AttributeValue {
  switch (type) {
    case 'string':
      return { S: text };
    case 'number':
      if (!/^-?\d+(\.\d+)?$/.test(text)) onFault({ field: at, problem: 'must be a number: the key attribute is one' });
      return { N: text };
    case 'binary': {
      const bytes = Buffer.from(text, 'base64');
      if (bytes.toString('base64') !== text) onFault({ field: at, problem: 'must be bytes in base64' });
      return { B: bytes };
    }
  }
}

/** As a key is compared: text as it is, the digits of a number, bytes in base64. */
function textOf({ S, N, B }: AttributeValue): string | undefined {
  return S ?? N ?? (B === undefined ? undefined : base64(B));
}
