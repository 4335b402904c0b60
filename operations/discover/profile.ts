/** Which attributes a set of items has, and whether two sets are made differently. */
import type { Item } from './sampled-table.ts';

/** From here on an attribute counts as always there, or as never there. */
const ALWAYS = 0.95;

export type Profile = ReadonlyMap<string, number>;

/** By attribute, the share of items that have it. @param without attributes that do not count */
export function profileOf(items: readonly Item[], without: ReadonlySet<string>): Profile {
  const counts = new Map<string, number>();
  for (const item of items)
    for (const name of Object.keys(item)) if (!without.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map([...counts].map(([name, count]) => [name, count / items.length]));
}

/** Whether one always has an attribute that the other never has. */
export function areApart(a: Profile, b: Profile): boolean {
  return has(a, b) || has(b, a);
}

function has(one: Profile, other: Profile): boolean {
  return [...one].some(([name, share]) => share >= ALWAYS && (other.get(name) ?? 0) <= 1 - ALWAYS);
}

/** 0 for the same attributes, 1 for none in common. */
export function distance(a: Profile, b: Profile): number {
  const names = [...new Set([...a.keys(), ...b.keys()])];
  const sum = (of: (x: number, y: number) => number): number =>
    names.reduce((total, name) => total + of(a.get(name) ?? 0, b.get(name) ?? 0), 0);
  const all = sum(Math.max);
  return all === 0 ? 0 : 1 - sum(Math.min) / all;
}

/** Every two of them. */
export function pairsOf<T>(all: readonly T[]): readonly (readonly [T, T])[] {
  return all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));
}
