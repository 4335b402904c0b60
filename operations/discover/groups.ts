/** Divides the items of a table into those of one entity each: by a type attribute, by the shapes of their keys, or not at all. */
import type { Recognition } from '../../shared/domain/definition/entity.ts';
import { joinShapes } from './joined-shapes.ts';
import { keyedItems, keyShapes, keySyntax, shapeOf, type KeySyntax, type Shape } from './key-shapes.ts';
import { hasLiteral, isLost, partsOfShape, type FoundPart } from './key-templates.ts';
import { keepingParts } from './lone-words.ts';
import { outliersOf } from './outliers.ts';
import { FEWEST_ITEMS, keyNames, type Item, type SampledTable } from './sampled-table.ts';
import { unknownWordDoubts } from './kind-words.ts';
import { isBookkeeping, isTypeName, typeAttributeOf, type TypeAttribute } from './type-attribute.ts';
import { items as counted } from './words.ts';

/** Below it a word that items share is doubted. */
const FEW = 5;

export interface Group {
  /** What it could be called; undefined: like the table. */
  readonly label: string | undefined;
  readonly items: readonly Item[];
  readonly how: 'every-item' | 'templates' | Extract<Recognition, { attribute: string }>;
  readonly shape: Shape;
  readonly parts: readonly FoundPart[];
  /** Attributes that only say which entity it is. */
  readonly without: readonly string[];
  readonly notes: readonly string[];
}

export interface Groups {
  readonly groups: readonly Group[];
  readonly unrecognised: number;
  readonly syntax: KeySyntax;
  readonly notes: readonly string[];
  /** By a type attribute instead, where a definition cannot say what the keys say. */
  readonly otherwise?: Groups | undefined;
}

export function groupItems(table: SampledTable, items: readonly Item[]): Groups {
  const syntax = keySyntax(table, items);
  const typed = typeAttributeOf(table, items);
  if (!typed) return groupsByKey(table, syntax, items);
  const found = typedGroups(typed, syntax, items.length);
  const byKeys = byTheirKeys(found, groupsByKey(table, syntax, items));
  return byKeys ? { ...byKeys, otherwise: found } : found;
}

/** All items as one entity: where nothing divides them. */
export function oneGroup(table: SampledTable, items: readonly Item[], notes: readonly string[] = []): Groups {
  const syntax = keySyntax(table, items);
  const outliers = new Set(outliersOf(items, keyNames(table)));
  const own = items.filter((item) => !outliers.has(item));
  const rows = keyedItems(syntax, own);
  const shape = rows.length === 0 ? { rows, steps: [] } : shapeOf(rows);
  const strange =
    outliers.size === 0
      ? []
      : [
          `Doubt: ${counted(outliers.size)} of the sample ${outliers.size === 1 ? 'lacks' : 'lack'} most of what the others have, and will be rejected.`,
        ];
  const group = {
    label: undefined,
    items: own,
    how: 'every-item' as const,
    shape,
    parts: partsOfShape(shape, syntax),
    without: [],
    notes: strange,
  };
  return { groups: [group], unrecognised: outliers.size, syntax, notes };
}

function typedGroups({ attribute, groups }: TypeAttribute, syntax: KeySyntax, all: number): Groups {
  const found = [...groups].map(([equals, items]): Group => {
    const rows = keyedItems(syntax, items);
    const shape = shapeOf(rows);
    const how = { attribute, equals };
    return {
      ...{ label: equals, items, how, shape, parts: partsOfShape(shape, syntax), without: [attribute] },
      notes: [
        ...rareNote(items.length),
        ...(isBookkeeping(attribute) ? [] : unknownWordDoubts([equals], attributesIn(items))),
      ],
    };
  });
  const unrecognised = all - found.reduce((sum, { items }) => sum + items.length, 0);
  return {
    groups: found,
    unrecognised,
    syntax,
    notes: [
      ...(isTypeName(attribute)
        ? []
        : [
            `Doubt: ${JSON.stringify(attribute)} is taken for what says which kind an item is, for its values tell items apart.`,
          ]),
      ...leftNote(unrecognised, `a ${JSON.stringify(attribute)} that ${FEWEST_ITEMS} items share`),
    ],
  };
}

/**
 * Where the keys divide the items exactly as their types do, and say something that no attribute says, templates give the
 * row what only its key has.
 */
function byTheirKeys(typed: Groups, byKey: Groups): Groups | undefined {
  const lost = typed.groups.some(({ parts }) => parts.some(isLost));
  if (!lost || byKey.groups.length !== typed.groups.length) return undefined;
  const groups = typed.groups.flatMap(({ label, without, items }): Group[] => {
    const own = new Set(items);
    const same = byKey.groups.find((one) => one.items.length === own.size && one.items.every((item) => own.has(item)));
    return same?.how === 'templates' ? [{ ...same, label, without }] : [];
  });
  return groups.length === typed.groups.length ? { ...typed, groups } : undefined;
}

function groupsByKey(table: SampledTable, syntax: KeySyntax, items: readonly Item[]): Groups {
  const shapes = joinShapes(keyShapes(keyedItems(syntax, items), syntax), new Set(keyNames(table)));
  const shared = shapes.filter(({ rows }) => rows.length >= FEWEST_ITEMS);
  const [only] = shared;
  if (!only || (shared.length === 1 && !hasLiteral(only))) return oneGroup(table, items);
  const groups = withoutWords(shared).map((shape) => groupOfShape(shape, syntax));
  const [one] = groups;
  if (one && groups.length === 1 && !hasLiteral(one.shape)) return oneGroup(table, items);
  const unrecognised = items.length - groups.reduce((sum, group) => sum + group.items.length, 0);
  return {
    groups,
    unrecognised,
    syntax,
    notes: leftNote(unrecognised, `a shape of key that ${FEWEST_ITEMS} items share`),
  };
}

/** Shapes without a word are told apart by nothing: they are one, which takes what the others do not. */
function withoutWords(shapes: readonly Shape[]): readonly Shape[] {
  const wordless = shapes.filter((shape) => !hasLiteral(shape));
  if (wordless.length < 2) return shapes;
  return [...shapes.filter(hasLiteral), keepingParts(shapeOf(wordless.flatMap(({ rows }) => rows)), wordless)];
}

export function groupOfShape(shape: Shape, syntax: KeySyntax, notes: readonly string[] = []): Group {
  return {
    label: labelOf(shape),
    items: shape.rows.map(({ item }) => item),
    how: 'templates',
    shape,
    parts: partsOfShape(shape, syntax),
    without: [],
    notes: [...(hasLiteral(shape) ? rareNote(shape.rows.length) : []), ...wordDoubts(shape), ...notes],
  };
}

function wordDoubts({ steps, rows }: Shape): readonly string[] {
  const words = steps.map((step) => ('literal' in step ? step.literal : step.head));
  return unknownWordDoubts(words, attributesIn(rows.map(({ item }) => item)));
}

function attributesIn([first = {}]: readonly Item[]): readonly string[] {
  return Object.keys(first);
}

/** A word that few items share may be a value of theirs. */
function rareNote(items: number): readonly string[] {
  if (items >= FEW) return [];
  return [`Doubt: only ${items} items share the words that recognise it. Are they the name of a kind, and no value?`];
}

/** The last word of the keys that stands before a part, or alone; a single letter only where there is no other. */
function labelOf({ steps }: Shape): string | undefined {
  const words = steps
    .flatMap((step) => ('literal' in step ? step.literal : step.head))
    .filter((word) => /[A-Za-z]/.test(word));
  return words.findLast((word) => /[A-Za-z]{2}/.test(word)) ?? words.at(-1);
}

function leftNote(count: number, why: string): readonly string[] {
  return count === 0
    ? []
    : [
        `Doubt: of the sample, ${counted(count)} without ${why}. ${count === 1 ? 'It' : 'They'} will be rejected: look at ${count === 1 ? 'it' : 'them'}.`,
      ];
}
