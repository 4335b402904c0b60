/**
 * Divides items by words in their keys, as a decision tree does: first at the place whose words tell best which attributes an
 * item has. A tenant's name or a label tells nothing of them, and stays a part.
 */
import { isGivenName } from './given-names.ts';
import { headOf, isWord } from './key-segments.ts';
import type { KeyedItem } from './key-shapes.ts';
import { areApart, distance, pairsOf, profileOf } from './profile.ts';
import { FEWEST_ITEMS } from './sampled-table.ts';

/** More words than this at one place are values. */
const MOST_WORDS = 60;
/** Of the items that have a word there, so many must have one that others share. */
const COVERAGE = 0.8;
/** Below it items differ by what is optional. A word that begins a key and is followed by more is the usual mark of an entity. */
const ALIKE = { prefix: 0.1, value: 0.2 };

interface Division {
  readonly parts: readonly (readonly KeyedItem[])[];
  /** How unlike the items within the parts still are. */
  readonly impurity: number;
}

/** @param rows whose keys have as many segments; @param keys attributes that every item has, and that tell nothing */
export function divided(rows: readonly KeyedItem[], keys: ReadonlySet<string>): readonly (readonly KeyedItem[])[] {
  const [best] = divisionsOf(rows, keys).toSorted((a, b) => a.impurity - b.impurity);
  if (!best) return [rows];
  return best.parts.flatMap((own) => divided(own, keys));
}

function divisionsOf(rows: readonly KeyedItem[], keys: ReadonlySet<string>): readonly Division[] {
  const places = (rows[0]?.keys ?? []).flatMap((segments, key) => segments.map((_, at) => ({ key, at })));
  return places.flatMap(({ key, at }) => {
    const isPrefix = at === 0 && (rows[0]?.keys[key]?.length ?? 0) > 1;
    const segment = ({ keys: all }: KeyedItem): string => all[key]?.[at] ?? '';
    const unless = (word: string | undefined) => (word === undefined || isGivenName(word) ? undefined : word);
    const byWord = groupsOf(rows, (row) => unless(isWord(segment(row)) ? segment(row) : undefined));
    const groups = byWord ?? groupsOf(rows, (row) => unless(headOf(segment(row))));
    return groups ? (divisionInto(groups, keys, isPrefix ? ALIKE.prefix : ALIKE.value) ?? []) : [];
  });
}

interface WordGroups {
  readonly shared: readonly (readonly KeyedItem[])[];
  /** Those whose word too few share. */
  readonly rest: readonly KeyedItem[];
}

function groupsOf(rows: readonly KeyedItem[], wordOf: (row: KeyedItem) => string | undefined): WordGroups | undefined {
  const groups = [...Map.groupBy(rows, wordOf)];
  const isShared = ([word, own]: (typeof groups)[number]): boolean => word !== undefined && own.length >= FEWEST_ITEMS;
  const shared = groups.filter(isShared).map(([, own]) => own);
  const rest = groups.filter((one) => !isShared(one)).flatMap(([, own]) => own);
  const covered = rows.length - rest.length;
  // What is no word at all, such as a day, is another kind's.
  const words = rows.filter((row) => wordOf(row) !== undefined).length;
  if (shared.length === 0 || shared.length > MOST_WORDS || covered < words * COVERAGE) return undefined;
  return { shared, rest };
}

/** Words whose items are made alike are values of one part, and stay together. */
function divisionInto({ shared, rest }: WordGroups, keys: ReadonlySet<string>, alike: number): Division | undefined {
  const all = rest.length === 0 ? shared : [...shared, rest];
  const clusters = clustersOf(all, keys, alike);
  if (clusters.length < 2) return undefined;
  return { parts: clusters, impurity: clusters.reduce((sum, own) => sum + impurityOf(own, keys), 0) };
}

function clustersOf(groups: readonly (readonly KeyedItem[])[], keys: ReadonlySet<string>, alike: number) {
  const profiled = groups.map((rows, cluster) => ({ rows, cluster, profile: profileOf(itemsOf(rows), keys) }));
  for (const [a, b] of pairsOf(profiled)) {
    if (areApart(a.profile, b.profile) && distance(a.profile, b.profile) >= alike) continue;
    const [from, to] = [b.cluster, a.cluster];
    for (const one of profiled) if (one.cluster === from) one.cluster = to;
  }
  return [...Map.groupBy(profiled, ({ cluster }) => cluster).values()].map((own) => own.flatMap(({ rows }) => rows));
}

/** Gini's impurity, summed over attributes: 0 when each is in all items or in none. */
function impurityOf(rows: readonly KeyedItem[], keys: ReadonlySet<string>): number {
  const shares = [...profileOf(itemsOf(rows), keys).values()];
  return rows.length * shares.reduce((sum, share) => sum + share * (1 - share), 0);
}

function itemsOf(rows: readonly KeyedItem[]) {
  return rows.map(({ item }) => item);
}
