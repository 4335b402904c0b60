import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { itemKeyOfParts, unescapePart } from '../shared/adapters/dynamodb/item-key.ts';
import type { Entity } from '../shared/domain/definition/entity.ts';
import type { TableDefinition } from '../shared/domain/definition/headwater.ts';
import { hashedKeyParts, keyParts } from '../shared/domain/definition/policy.ts';
import { documentKey } from '../shared/domain/keys.ts';
import type { Hash } from '../shared/domain/protect.ts';
import { CommandError } from './errors.ts';

/** Where one row lies: its document in the stores, and its item in the table. */
export interface RowAddress {
  readonly key: string;
  /** Primary key of the item; undefined when only the document's hashed key was given. */
  readonly item: Record<string, AttributeValue> | undefined;
}

/**
 * Finds a row by the parts of its entity's key (`alien-1979 osaka`), or by its document key as searches print it
 * (`alien-1979|osaka`).
 *
 * @param hash what the entity's policy hashes key parts with; they are given unhashed
 * @throws CommandError when there are more or fewer parts than the key has
 */
export function addressOf(table: TableDefinition, entity: Entity, words: readonly string[], hash?: Hash): RowAddress {
  const names = keyParts(table, entity);
  const [first = ''] = words;
  if (words.length === 1 && first.startsWith('~')) return { key: first, item: undefined };
  const parts = words.length === 1 && names.length > 1 ? first.split('|').map(unescapePart) : words;
  if (parts.length !== names.length || parts.includes('')) {
    throw new CommandError(
      `The key of ${entity.name} has ${names.length === 1 ? 'one part' : `${names.length} parts`}: ${names.join(', ')}.`,
      `For example: npx headwater get ${entity.name} ${names.map((name) => `<${name}>`).join(' ')}`,
    );
  }
  const hashed = hashedKeyParts(table, entity);
  const shown = parts.map((part, index) => (hashed.has(names[index] ?? '') && hash ? hash(part) : part));
  return { key: documentKey(shown), item: itemKeyOfParts(table, entity, parts) };
}
