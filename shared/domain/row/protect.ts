import { createHmac } from 'node:crypto';
import type { Change } from '../change/change.ts';
import {
  hashes,
  policyTree,
  type EntityPolicy,
  type Mask,
  type PolicyTree,
  type Protection,
} from '../definition/policy.ts';
import { HeadwaterError } from '../errors.ts';
import type { Json, JsonObject, Row } from './json.ts';
import { sameValue } from './row-equality.ts';
import { own } from '../own.ts';

/** A keyed hash of text: 43 characters that only the key's holder can make. */
export type Hash = (text: string) => string;

/** HMAC-SHA-256 (RFC 2104) in base64url. The field's name is no part of it: the same value in two entities can be joined. */
export function hashUnder(key: Uint8Array): Hash {
  return (text) => createHmac('sha256', key).update(text).digest('base64url');
}

export type Protect = (row: Row) => Row;

/**
 * What a policy makes of a row. Where a value has not the shape that its policy expects, it becomes null: what cannot be
 * protected is not shown.
 *
 * @throws HeadwaterError HW_POLICY_KEY_MISSING when the policy hashes and there is no key to hash with
 */
export function protection(policy: EntityPolicy | undefined, hash: Hash | undefined): Protect {
  if (hashes(policy) && !hash) {
    throw new HeadwaterError('HW_POLICY_KEY_MISSING', 'a field policy hashes, but no key was read to hash with');
  }
  const tree = policyTree(policy ?? {});
  return tree.size === 0 ? (row) => row : (row) => protectObject(row, tree, hash);
}

/**
 * The change with both its rows protected; undefined when nothing visible differs any more. Sound to leave out, as at the
 * normalizer: the row after it equals the row before it.
 */
export function protectChange(change: Change, protect: Protect): Change | undefined {
  switch (change.operation) {
    case 'created':
    case 'snapshot':
      return { ...change, after: protect(change.after) };
    case 'absent':
      return change;
    case 'deleted':
      return { ...change, before: protect(change.before) };
    case 'updated': {
      const [before, after] = [protect(change.before), protect(change.after)];
      const changed = change.changed.filter((name) => !sameValue(own(before, name), own(after, name)));
      const kept = Object.entries(before).filter(([name]) => changed.includes(name));
      return changed.length === 0 ? undefined : { ...change, after, before: Object.fromEntries(kept), changed };
    }
  }
}

function protectObject(row: JsonObject, tree: PolicyTree, hash: Hash | undefined): JsonObject {
  const kept = Object.entries(row).flatMap(([name, value]): [string, Json | undefined][] => {
    const policy = tree.get(name);
    if (policy === undefined) return [[name, value]];
    return policy === 'drop' || value === undefined ? [] : [[name, protectValue(value, policy, hash)]];
  });
  return Object.fromEntries(kept);
}

function protectValue(value: Json, policy: Exclude<Protection, 'drop'> | PolicyTree, hash: Hash | undefined): Json {
  if (value === null) return null;
  if (isList(value)) return value.map((element) => protectValue(element, policy, hash));
  if (policy instanceof Map) return typeof value === 'object' ? protectObject(value, policy, hash) : null;
  if (typeof value === 'object') return null;
  return policy === 'hash' ? (hash?.(String(value)) ?? null) : masked(String(value), policy as Mask);
}

/** Always four stars: the value's length is part of what is hidden. */
const STARS = '****';

function masked(text: string, { keepFirst, keepLast }: Mask): string {
  const characters = Array.from(text);
  if (characters.length < 2 * (keepFirst + keepLast)) return STARS;
  const last = keepLast === 0 ? [] : characters.slice(-keepLast);
  return [...characters.slice(0, keepFirst), STARS, ...last].join('');
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
