/** Which attributes of an item an entity's fields are read from: `attribute` in a field's options names another than its own. */
import { own } from '../own.ts';
import type { Entity } from './entity.ts';
import type { FieldTraits } from './field.ts';
import type { TableDefinition } from './headwater.ts';

/** The item's name of a field. @example attributeOf('firstName', keyword({ attribute: 'first-name' }).headwater) // 'first-name' */
export function attributeOf(field: string, { attribute = field }: FieldTraits): string {
  return attribute;
}

/** The item's attributes that an entity declares. `rest()` is read from none of its own. */
export function declaredAttributes({ fields }: Entity): ReadonlySet<string> {
  const read = Object.entries(fields).filter(([, { headwater }]) => headwater.kind !== 'rest');
  return new Set(read.map(([name, { headwater }]) => attributeOf(name, headwater)));
}

/** The field that is read from an attribute: there is one at most, in a definition that passed its checks. */
export function fieldReading({ fields }: Entity, attribute: string): string | undefined {
  return Object.entries(fields).find(
    ([name, { headwater }]) => headwater.kind !== 'rest' && attributeOf(name, headwater) === attribute,
  )?.[0];
}

/** What a table itself needs of its items: keys, expiry, and what tells its entities apart. */
export function tableAttributes({ partitionKey, sortKey, timeToLive, entities }: TableDefinition): ReadonlySet<string> {
  const telling = entities.map(({ recognise }) =>
    typeof recognise === 'object' && 'attribute' in recognise ? recognise.attribute : undefined,
  );
  const known = [partitionKey.name, sortKey?.name, timeToLive, ...telling];
  return new Set(known.filter((name) => name !== undefined));
}

/**
 * Where an item holds what a row's JSON pointer leads to, when its names differ: for whoever looks at the item.
 *
 * @returns undefined when the names are the same, or the pointer leads to no field
 * @example attributePath(entity, '/home/zip') // '@home/post.code'
 */
export function attributePath({ fields }: Entity, pointer: string): string | undefined {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  const path: string[] = [];
  let inside: Readonly<Record<string, FieldTraits>> | undefined = Object.fromEntries(
    Object.entries(fields).map(([name, { headwater }]) => [name, headwater]),
  );
  let element: FieldTraits | undefined;
  for (const name of names) {
    const traits: FieldTraits | undefined = element ?? own(inside, name);
    if (!traits) return undefined;
    path.push(element ? name : attributeOf(name, traits));
    ({ element, fields: inside } = traits);
  }
  return path.join() === names.join() ? undefined : path.join('/');
}
