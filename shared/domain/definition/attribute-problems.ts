import { attributeOf } from './attributes.ts';
import type { Entity } from './entity.ts';
import type { FieldTraits } from './field.ts';
import type { TableDefinition } from './headwater.ts';
import { keyParts } from './policy.ts';

/** DynamoDB: names of attributes are UTF-8, of 1 byte to 64 KB (developer guide, naming rules and constraints). */
const LONGEST_ATTRIBUTE = 65_535;

/** What is wrong with the attributes that an entity's fields are read from, a line each. */
export function attributeProblems(entity: Entity, table: TableDefinition): string[] {
  const traits = Object.entries(entity.fields).map(([name, { headwater }]) => [name, headwater] as const);
  const problems = traits.flatMap(([name, one]) => nameProblems(`entity ${entity.name}, field ${name}`, one));
  const spelledOut = new Set(keyParts(table, entity));
  const byTemplates = typeof entity.recognise === 'object' && 'pk' in entity.recognise;
  // What a template spells out is not read from an attribute.
  const read = byTemplates ? traits.filter(([name]) => !spelledOut.has(name)) : traits;
  problems.push(...twiceRead(`entity ${entity.name}`, read));
  for (const [name, one] of byTemplates ? [] : traits) {
    if (!spelledOut.has(name) || attributeOf(name, one) === name) continue;
    problems.push(
      `entity ${entity.name}, field ${name}: it has the name of the table's key and is read from ${told(attributeOf(name, one))}: give it another name`,
    );
  }
  return problems;
}

function nameProblems(where: string, { attribute, element, fields }: FieldTraits): string[] {
  const inside = Object.entries(fields ?? {});
  const problems = [
    ...inside.flatMap(([name, inner]) => nameProblems(`${where}.${name}`, inner)),
    ...twiceRead(where, inside),
  ];
  if (element) problems.push(...elementProblems(where, element));
  if (attribute === undefined || isAttributeName(attribute)) return problems;
  return [
    ...problems,
    `${where}: attribute ${told(attribute)}: DynamoDB's names are text of 1 to ${LONGEST_ATTRIBUTE} bytes`,
  ];
}

function elementProblems(where: string, element: FieldTraits): string[] {
  if (element.attribute === undefined) return nameProblems(where, element);
  return [
    `${where}: attribute ${told(element.attribute)} is given to its elements, which have no names: give it to the list itself`,
  ];
}

/** One value under two names: a policy of one would not protect the other. */
function twiceRead(where: string, traits: readonly (readonly [string, FieldTraits])[]): string[] {
  const readers = Map.groupBy(traits, ([name, one]) => attributeOf(name, one));
  return [...readers].flatMap(([attribute, fields]) => {
    if (fields.length < 2) return [];
    const names = fields.map(([name]) => name).join(' and ');
    return `${where}: fields ${names} are read from the same attribute ${told(attribute)}: leave one of them, or give each an attribute of its own`;
  });
}

function isAttributeName(attribute: unknown): boolean {
  if (typeof attribute !== 'string' || attribute === '' || !attribute.isWellFormed()) return false;
  return Buffer.byteLength(attribute) <= LONGEST_ATTRIBUTE;
}

const SHOWN = 60;

function told(attribute: unknown): string {
  const text = typeof attribute === 'string' ? JSON.stringify(attribute) : String(attribute);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
