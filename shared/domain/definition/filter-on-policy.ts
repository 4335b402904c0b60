/** Filters look at rows as they travel: a condition can only be about what a field policy leaves of a value. */
import type { Condition, Scalar } from '../filter/filter.ts';
import type { Entity } from './entity.ts';
import { restIn } from './free-keys.ts';
import { policyOf, policyTree, type Mask, type PolicyTree, type Protection } from './policy.ts';
import { own } from '../own.ts';

/** What the entity's policy makes of a field's values; undefined when they travel as they are. */
export function protectionAt(entity: Entity, path: readonly string[]): Protection | undefined {
  return protectionIn(policyTree(policyOf(entity)), path);
}

function protectionIn(tree: PolicyTree, [name = '', ...inner]: readonly string[]): Protection | undefined {
  const found = tree.get(name);
  if (found === undefined || !isTree(found)) return found;
  return inner.length > 0 ? protectionIn(found, inner) : undefined;
}

function isTree(policy: Protection | PolicyTree): policy is PolicyTree {
  return policy instanceof Map;
}

/** What is wrong with a condition on a protected field. */
export function protectedProblems(
  entity: Entity,
  path: readonly string[],
  condition: Condition,
  protection: Protection,
): string[] {
  if (protection === 'drop') {
    const [name = ''] = path;
    const isUnsaid = name === restIn(entity.fields) && own(entity.policy ?? {}, name) === undefined;
    const fix = isUnsaid ? `give it the policy 'keep'` : 'filter on another field, or do not drop it';
    return [`no consumer sees it, for the policy of ${entity.name} drops it: ${fix}`];
  }
  if (condition.test === 'exists' || canHold(condition, protection)) return [];
  const left = protection === 'hash' ? 'a hash' : 'a mask';
  return [
    `the policy of ${entity.name} leaves ${left} of the value, which is never so: ask whether it exists(), or filter on another field`,
  ];
}

type Comparing = Exclude<Condition, { test: 'exists' }>;

function canHold(condition: Comparing, protection: Exclude<Protection, 'drop'>): boolean {
  switch (condition.test) {
    case 'range':
      return false;
    case 'prefix':
      return protection !== 'hash' && beginsMasked(Array.from(condition.text), protection);
    case 'suffix':
      return protection !== 'hash' && beginsMasked(Array.from(condition.text).reverse(), reversed(protection));
    case 'equals':
    case 'anything-but':
      return condition.values.every((value) => (protection === 'hash' ? isHash(value) : isMasked(value, protection)));
  }
}

/** As `hashUnder` makes it (protect.ts): whoever knows one may ask for it. */
function isHash(value: Scalar): boolean {
  return typeof value === 'string' && /^[\w-]{43}$/.test(value);
}

const STARS = '****';

function isMasked(value: Scalar, mask: Mask): boolean {
  if (typeof value !== 'string') return false;
  const characters = Array.from(value);
  const isWhole = characters.length === mask.keepFirst + STARS.length + mask.keepLast;
  return value === STARS || (isWhole && beginsMasked(characters, mask));
}

/** Whether some masked text begins with these characters: those that are kept, the stars, and those that are kept. */
function beginsMasked(characters: readonly string[], { keepFirst, keepLast }: Mask): boolean {
  const stars = characters.slice(keepFirst, keepFirst + STARS.length).join('');
  const isShort = characters.length <= keepFirst + STARS.length + keepLast;
  return STARS.startsWith(characters.join('')) || (isShort && STARS.startsWith(stars));
}

function reversed({ keepFirst, keepLast }: Mask): Mask {
  return { keepFirst: keepLast, keepLast: keepFirst };
}
