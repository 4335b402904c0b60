import { fieldReading } from './attributes.ts';
import type { Entity } from './entity.ts';
import { restIn } from './free-keys.ts';
import type { TableDefinition } from './headwater.ts';
import { own } from '../own.ts';

/**
 * What becomes of a protected field's value before it leaves the normalizer (or reaches a consumer's store):
 *
 * - `'drop'`: the field is left out, and a change of it alone is no change.
 * - `mask({ keepLast: 4 })`: `****` in place of all but its ends; always text.
 * - `'hash'`: HMAC-SHA-256 under the deployment's key: equal values stay equal, so that they can be joined and counted.
 */
export type Protection = 'drop' | 'hash' | Mask;

/** `'keep'` is for `rest()`, which is dropped otherwise. */
export type FieldPolicy = Protection | 'keep';

/** How many characters a masked text keeps. */
export interface Mask {
  readonly keepFirst: number;
  readonly keepLast: number;
}

/** By field, or by a path into objects and lists of objects: `{ email: 'hash', 'address.street': 'drop' }`. */
export type EntityPolicy = Readonly<Record<string, FieldPolicy>>;

/**
 * Shows the first and last characters only. A value too short to hide at least as many shows none. @default 0 and 0
 *
 * @example
 * defineEntity({
 *   name: 'card',
 *   recognise: { pk: 'CARD#{id}' },
 *   fields: { id: keyword(), number: keyword() },
 *   policy: { number: mask({ keepLast: 4 }) },
 * });
 */
export function mask(options: Partial<Mask> = {}): Mask {
  // A misspelt option stays, so that it is refused by its name (policy-shape.ts).
  return { keepFirst: 0, keepLast: 0, ...options };
}

/** An entity's policy with what it does not say: `rest()` is dropped unless it is kept. */
export function policyOf({ fields, policy = {} }: Entity): EntityPolicy {
  const rest = restIn(fields);
  return rest === undefined || Object.hasOwn(policy, rest) ? policy : { ...policy, [rest]: 'drop' };
}

/** The name of an entity's `rest()`, when its policy keeps it. */
export function keptRest(entity: Entity): string | undefined {
  const rest = restIn(entity.fields);
  return rest !== undefined && own(policyOf(entity), rest) === 'keep' ? rest : undefined;
}

export function hashes(policy: EntityPolicy | undefined): boolean {
  return Object.values(policy ?? {}).includes('hash');
}

/** Whether any of the entities protects anything. */
export function protects(entities: readonly Entity[]): boolean {
  return entities.some((entity) => Object.values(policyOf(entity)).some((policy) => policy !== 'keep'));
}

/** Names of the parts of an entity's key, in the order they stand in its document keys. */
export function keyParts(table: Pick<TableDefinition, 'partitionKey' | 'sortKey'>, entity: Entity): readonly string[] {
  const { recognise } = entity;
  if (typeof recognise === 'object' && 'pk' in recognise) {
    const parts = `${recognise.pk} ${recognise.sk ?? ''}`.matchAll(/\{(\w+)\}/g);
    return [...new Set(Array.from(parts, ([, name = '']) => name))];
  }
  return table.sortKey ? [table.partitionKey.name, table.sortKey.name] : [table.partitionKey.name];
}

/** The parts of an entity's key that its policy hashes. */
export function hashedKeyParts(
  table: Pick<TableDefinition, 'partitionKey' | 'sortKey'>,
  entity: Entity,
): ReadonlySet<string> {
  const { policy = {} } = entity;
  return new Set(keyParts(table, entity).filter((part) => Object.hasOwn(policy, protectedName(entity, part))));
}

/** What a policy calls a part of the key: by its field, where one is read from that attribute under another name. */
export function protectedName(entity: Entity, part: string): string {
  const spelledOut = typeof entity.recognise === 'object' && 'pk' in entity.recognise;
  return spelledOut ? part : (fieldReading(entity, part) ?? part);
}

/** A field's own policy, or those of the fields inside it. */
export type PolicyTree = ReadonlyMap<string, Protection | PolicyTree>;

/** `{ 'a.b': 'drop' }` -> a -> b -> drop */
export function policyTree(policy: EntityPolicy): PolicyTree {
  const heads = new Map<string, Protection | Record<string, Protection>>();
  for (const [path, field] of Object.entries(policy)) {
    if (field === 'keep') continue;
    const dot = path.indexOf('.');
    if (dot < 0) {
      heads.set(path, field);
      continue;
    }
    const head = path.slice(0, dot);
    const inside = heads.get(head) ?? {};
    if (isPolicy(inside)) continue;
    heads.set(head, { ...inside, [path.slice(dot + 1)]: field });
  }
  return new Map([...heads].map(([name, inside]) => [name, isPolicy(inside) ? inside : policyTree(inside)]));
}

function isPolicy(inside: Protection | Record<string, Protection>): inside is Protection {
  return typeof inside === 'string' || typeof inside.keepFirst === 'number';
}
