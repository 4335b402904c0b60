/**
 * Groups that a definition can tell apart. Where two recognise one item, nothing else is changed: the items are told apart by
 * their type attribute, or one of the two is asked first, or the two become one.
 */
import { tellApart, type Clash, type Pair } from './clashes.ts';
import { entityNames } from './entity-names.ts';
import { groupOfShape, oneGroup, type Group, type Groups } from './groups.ts';
import { shapeOf } from './key-shapes.ts';
import { keepingParts } from './lone-words.ts';
import { hasLiteral } from './key-templates.ts';
import type { Item, SampledTable } from './sampled-table.ts';

export interface SoundGroups extends Groups {
  /** The first of each pair is asked first. */
  readonly before: readonly Pair[];
  /** What the check of definitions would have refused, and what was done about it: a line each. */
  readonly refusals: readonly string[];
}

export function soundGroups(table: SampledTable, items: readonly Item[], groups: Groups): SoundGroups {
  const refusals: string[] = [];
  let current = groups;
  for (;;) {
    const { before, clash, settled } = tellApart(table, current.groups, current.syntax);
    const names = entityNames(current.groups, table);
    const { otherwise } = current;
    const [first = clash] = settled;
    if (otherwise && first) {
      refusals.push(`${refusalOf(first, names)} They are told apart by an attribute instead.`);
      current = otherwise;
      continue;
    }
    if (!clash) {
      refusals.push(...settled.map((one) => `${refusalOf(one, names)} ${orderOf(one, before, names)}`));
      return { ...current, before, refusals };
    }
    refusals.push(`${refusalOf(clash, names)} They are one entity here.`);
    current = merged(table, items, current, clash);
  }
}

function refusalOf({ of: [one, other], item }: Clash, names: readonly string[]): string {
  const both = `${names[one] ?? ''} and ${names[other] ?? ''}`;
  if (!item) return `Doubt: by their keys, items of ${both} could be either.`;
  const shown = Object.entries(item).map(([name, text]) => `${name}: ${JSON.stringify(text)}`);
  return `Doubt: ${both} would both recognise an item such as { ${shown.join(', ')} }.`;
}

function orderOf({ of }: Clash, before: readonly Pair[], names: readonly string[]): string {
  const order = before.find((pair) => of.every((one) => pair.includes(one)));
  return `No item of the sample is such a one. ${names[order?.[0] ?? 0] ?? ''} is asked first.`;
}

function merged(table: SampledTable, items: readonly Item[], current: Groups, { of }: Clash): Groups {
  const [one, other] = of.map((at) => current.groups[at]);
  if (!one || !other) throw new Error('a clash is of two groups');
  const shapes = [one.shape, other.shape];
  const shape = keepingParts(shapeOf(shapes.flatMap(({ rows }) => rows)), shapes);
  const both: Group = groupOfShape(shape, current.syntax, [...one.notes, ...other.notes]);
  const groups = [...current.groups.filter((_, at) => !of.includes(at)), both];
  if (groups.length === 1 && !hasLiteral(shape)) return oneGroup(table, items, current.notes);
  return { ...current, groups };
}
