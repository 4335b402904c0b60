import { canonicalDecimal } from '../../domain/row/decimal.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import type { KeyAttribute, TableDefinition } from '../../domain/definition/headwater.ts';
import { hashedKeyParts, keyParts } from '../../domain/definition/policy.ts';
import { documentKey } from '../../domain/row/keys.ts';

type KeyValue = { readonly S: string } | { readonly N: string } | { readonly B: Uint8Array };

/** An item's primary key, as the SDK takes it. */
export type ItemKey = Record<string, KeyValue>;

/**
 * The item that a document key is of. `unreadable`: the key does not tell, because it is hashed. `impossible`: no item of
 * the entity has it.
 */
export function itemKeyOf(table: TableDefinition, entity: Entity, key: string): ItemKey | 'unreadable' | 'impossible' {
  if (key.startsWith('~') || hashedKeyParts(table, entity).size > 0) return 'unreadable';
  const parts = key.split('|').map(unescapePart);
  if (parts.length !== keyParts(table, entity).length || parts.includes('') || documentKey(parts) !== key) {
    return 'impossible';
  }
  const item = itemKeyOfParts(table, entity, parts);
  if (item === undefined) return 'unreadable';
  return Object.values(item).every(isItself) ? item : 'impossible';
}

/** @returns undefined when the sort key can be anything: the entity's template is for the partition key only */
export function itemKeyOfParts(table: TableDefinition, entity: Entity, parts: readonly string[]): ItemKey | undefined {
  const { partitionKey, sortKey } = table;
  const { recognise } = entity;
  const values = new Map(keyParts(table, entity).map((name, index) => [name, parts[index] ?? '']));
  const fill = (template: string): string =>
    template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '');
  const templates = typeof recognise === 'object' && 'pk' in recognise ? recognise : undefined;
  const item = { [partitionKey.name]: keyValue(partitionKey, fill(templates?.pk ?? `{${partitionKey.name}}`)) };
  if (!sortKey) return item;
  const sort = templates ? templates.sk : `{${sortKey.name}}`;
  return sort === undefined ? undefined : { ...item, [sortKey.name]: keyValue(sortKey, fill(sort)) };
}

/** The reverse of what `documentKey` does to a part. */
export function unescapePart(part: string): string {
  return part.replaceAll('%7C', '|').replaceAll('%7E', '~').replaceAll('%25', '%');
}

function keyValue({ type }: KeyAttribute, text: string): KeyValue {
  switch (type) {
    case 'string':
      return { S: text };
    case 'number':
      return { N: text };
    case 'binary':
      return { B: Buffer.from(text, 'base64') };
  }
}

/** Whether an item's key would be spelled like this: DynamoDB refuses a number that is none. */
function isItself(value: KeyValue): boolean {
  if ('N' in value) return canonicalDecimal(value.N) === value.N;
  return 'S' in value ? value.S !== '' : value.B.length > 0;
}
