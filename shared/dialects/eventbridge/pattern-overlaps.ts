/**
 * Event Ruler 1.8.1, the engine of EventBridge, loses values when two alternatives of an `$or` list some of the same values
 * for one field: of `{"$or": [{"kind": ["a"]}, {"kind": ["a", "b"]}]}` a "b" is held back (docs/decisions/035). Lists that
 * are equal, or have nothing in common, are right: so lists that share a value are made equal, which routes wider.
 */
import type { PatternPart } from './pattern-matchers.ts';

type Leaf = PatternPart[string] & readonly unknown[];

export function withoutOverlaps(branches: readonly PatternPart[]): PatternPart[] {
  const lists = new Map<string, Leaf[]>();
  for (const branch of branches) {
    visit(branch, [], (path, list) => lists.set(path, [...(lists.get(path) ?? []), list]));
  }
  const united = new Map([...lists].map(([path, some]) => [path, unionsOf(some)]));
  return branches.map((branch) =>
    replace(branch, [], (path, list) => united.get(path)?.find((union) => sharesValue(union, list)) ?? list),
  );
}

/** Groups of lists that hang together by a value, each as one list. */
function unionsOf(lists: readonly Leaf[]): readonly Leaf[] {
  return lists.reduce<readonly Leaf[]>((unions, list) => {
    const touched = unions.filter((union) => sharesValue(union, list));
    const union = [...new Map([...touched.flat(), ...list].map((value) => [JSON.stringify(value), value])).values()];
    return [...unions.filter((one) => !touched.includes(one)), union as unknown as Leaf];
  }, []);
}

function sharesValue(one: Leaf, other: Leaf): boolean {
  const values = new Set(one.map((value) => JSON.stringify(value)));
  return other.some((value) => values.has(JSON.stringify(value)));
}

function visit(part: PatternPart, path: readonly string[], see: (path: string, list: Leaf) => void): void {
  for (const [name, inner] of Object.entries(part)) {
    const at = [...path, name];
    if (isLeaf(inner)) see(JSON.stringify(at), inner);
    else visit(inner, at, see);
  }
}

function replace(part: PatternPart, path: readonly string[], by: (path: string, list: Leaf) => Leaf): PatternPart {
  const entries = Object.entries(part).map(([name, inner]) => {
    const at = [...path, name];
    return [name, isLeaf(inner) ? by(JSON.stringify(at), inner) : replace(inner, at, by)] as const;
  });
  return Object.fromEntries(entries);
}

function isLeaf(part: PatternPart[string]): part is Leaf {
  return Array.isArray(part);
}
