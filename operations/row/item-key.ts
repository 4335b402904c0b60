import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { itemKeyOfParts, unescapePart } from '../../shared/adapters/dynamodb/item-key.ts';
import { canonicalDecimal } from '../../shared/domain/row/decimal.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { hashedKeyParts, keyParts } from '../../shared/domain/definition/policy.ts';
import { documentKey } from '../../shared/domain/row/keys.ts';
import { own } from '../../shared/domain/own.ts';
import type { Hash } from '../../shared/domain/row/protect.ts';
import { OperationError } from '../operation-error.ts';
import { fromPlainText } from '../../shared/domain/row/plain-text.ts';

/** Where one row lies: its document in the stores, and its item in the table. */
export interface RowAddress {
  readonly key: string;
  /** Primary key of the item; undefined when the key does not tell: it is hashed. */
  readonly item: Record<string, AttributeValue> | undefined;
}

/** The `~` and SHA-256 that stand for a long key (domain/row/keys.ts). */
const LONG_KEY = /^~[\w-]{43}$/;

/**
 * What a key that somebody typed can mean, the likeliest first: the key as every verb prints it (`pers%7Con`,
 * `alien-1979|osaka`, `~<hash>` of a long one), or the parts as the item has them (`'pers|on'`, `alien-1979 osaka`). Most
 * keys have one meaning; two has only a single word that holds `%25`, `%7C`, `%7E` or looks like a hash, or an escape such as `\n`.
 *
 * @param hash what the entity's policy hashes key parts with; they are given unhashed, or printed
 * @throws OperationError when there are more or fewer parts than the key has
 */
export function readingsOf(
  table: TableDefinition,
  entity: Entity,
  words: readonly string[],
  hash?: Hash,
): readonly RowAddress[] {
  const names = keyParts(table, entity);
  // As it was typed, and with what verbs show as escapes (`\n`) as it was.
  const readings = [words, words.map(fromPlainText)].flatMap((spelled) => {
    const printed = spelled.length === 1 ? readPrinted(table, entity, spelled[0] ?? '') : undefined;
    const isWhole = spelled.length === names.length && !spelled.includes('');
    return [printed, isWhole ? readParts(table, entity, spelled, hash) : undefined].filter((one) => one !== undefined);
  });
  const distinct = readings.filter(({ key }, index) => readings.findIndex((one) => one.key === key) === index);
  if (distinct.length === 0) throw wrongParts(entity, names);
  // Of the same key, the reading that knows the item.
  return distinct.map(({ key }) => readings.find((one) => one.key === key && one.item) ?? { key, item: undefined });
}

function readPrinted(table: TableDefinition, entity: Entity, text: string): RowAddress | undefined {
  if (LONG_KEY.test(text)) return { key: text, item: undefined };
  const names = keyParts(table, entity);
  const parts = text.split('|').map((part, index) => asStored(table, names[index] ?? '', unescapePart(part)));
  if (parts.length !== names.length || parts.includes('')) return undefined;
  const key = documentKey(parts);
  // With several parts one word can only be a printed key, even where a `%` in it is not written as such.
  if (names.length === 1 && key !== text) return undefined;
  const isHashed = hashedKeyParts(table, entity).size > 0;
  return { key, item: isHashed ? undefined : itemKeyOfParts(table, entity, parts) };
}

function readParts(table: TableDefinition, entity: Entity, words: readonly string[], hash?: Hash): RowAddress {
  const names = keyParts(table, entity);
  const parts = words.map((word, index) => asStored(table, names[index] ?? '', word));
  const hashed = hashedKeyParts(table, entity);
  const shown = parts.map((part, index) => (hashed.has(names[index] ?? '') && hash ? hash(part) : part));
  return { key: documentKey(shown), item: itemKeyOfParts(table, entity, parts) };
}

/** A number has one spelling in keys: `12.50` is `12.5`. */
function asStored({ partitionKey, sortKey }: TableDefinition, name: string, word: string): string {
  const isNumber = [partitionKey, sortKey].some((one) => one?.name === name && one.type === 'number');
  return isNumber ? (canonicalDecimal(word) ?? word) : word;
}

function wrongParts(entity: Entity, names: readonly string[]): OperationError {
  return new OperationError(
    `The key of ${entity.name} has ${names.length === 1 ? 'one part' : `${names.length} parts`}: ${names.join(', ')}.`,
    `For example: npx headwater get ${entity.name} ${names.map((name) => `<${name}>`).join(' ')}`,
  );
}

/** The address again, with the item where a row tells the parts of its key: the key proves that they are the right ones. */
export function withItemOf(
  table: TableDefinition,
  entity: Entity,
  { key, item }: RowAddress,
  row: Readonly<Record<string, unknown>>,
): RowAddress {
  if (item || hashedKeyParts(table, entity).size > 0) return { key, item };
  const names = keyParts(table, entity);
  const parts = names.map((name) => own(row, name));
  const texts = parts.filter((part) => typeof part === 'string' || typeof part === 'number').map(String);
  const isProven = texts.length === names.length && documentKey(texts) === key;
  return { key, item: isProven ? itemKeyOfParts(table, entity, texts) : undefined };
}
