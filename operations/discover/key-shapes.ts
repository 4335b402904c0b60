/** The shapes of a table's keys: which segments are words that a program writes, and which are parts that differ. */
import { base64 } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { own } from '../../shared/domain/own.ts';
import { delimitersOf, headOf, isTenancy, isWord, segmentsOf } from './key-segments.ts';
import { divided } from './key-words.ts';
import { isSomebodysWord } from './literals.ts';
import { withoutLoneWords } from './lone-words.ts';
import { FEWEST_ITEMS, keyNames, type Item, type SampledTable } from './sampled-table.ts';

/** One segment of a key attribute. */
export type Step =
  | { readonly key: number; readonly at: number; readonly literal: string }
  /** `head`: what stands before the part in its segment. `deep`: it takes all segments that follow. */
  | { readonly key: number; readonly at: number; readonly head: string; readonly deep: boolean };

export interface KeyedItem {
  readonly item: Item;
  /** By key attribute, its segments. */
  readonly keys: readonly (readonly string[])[];
}

export interface Shape {
  readonly rows: readonly KeyedItem[];
  readonly steps: readonly Step[];
}

export interface KeySyntax {
  readonly names: readonly string[];
  readonly delimiters: ReadonlyMap<string, string | undefined>;
}

export function keySyntax(table: SampledTable, items: readonly Item[]): KeySyntax {
  return { names: keyNames(table), delimiters: delimitersOf(table, items) };
}

export function keyedItems({ names, delimiters }: KeySyntax, items: readonly Item[]): readonly KeyedItem[] {
  return items.map((item) => ({
    item,
    keys: names.map((name) => segmentsOf(keyText(item, name), delimiters.get(name))),
  }));
}

/** Of text, a number or bytes: what a template is held against. */
export function keyText(item: Item, name: string): string {
  const { S, N, B } = own(item, name) ?? {};
  return S ?? N ?? (B === undefined ? '' : base64(B));
}

/** The shapes of a whole table: keys with as many segments, divided by their words. */
export function keyShapes(rows: readonly KeyedItem[], { names }: KeySyntax): readonly Shape[] {
  const alike = Map.groupBy(rows, ({ keys }) => keys.map(({ length }) => length).join());
  const shapes = [...alike.values()].flatMap((own) => divided(own, new Set(names))).map(shapeOf);
  return withoutLoneWords(isOnePartition(rows) ? shapes.map(withoutItsWord) : shapes);
}

/** A sample of one partition, such as one customer's items: nothing tells whether its key is a word or whose it is. */
function isOnePartition(rows: readonly KeyedItem[]): boolean {
  return new Set(rows.map(({ keys }) => JSON.stringify(keys[0]))).size === 1;
}

function withoutItsWord({ rows, steps }: Shape): Shape {
  const [only, ...others] = steps.filter(({ key }) => key === 0);
  if (!only || others.length > 0 || !('literal' in only)) return { rows, steps };
  return { rows, steps: steps.map((step) => (step === only ? { key: 0, at: 0, head: '', deep: false } : step)) };
}

/** The one shape of items that are known to be one entity's: where their keys are not as long, the last part takes the rest. */
export function shapeOf(rows: readonly KeyedItem[]): Shape {
  const keys = rows[0]?.keys ?? [];
  const steps = keys.flatMap((_, key): Step[] => {
    const lengths = rows.map((row) => row.keys[key]?.length ?? 0);
    const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
    const own = Array.from({ length: least }, (__, at) => stepAt(rows, key, at));
    const settled = own.map((step, at) => (isValue(own, at) ? { key, at, head: '', deep: false } : step));
    return least === most ? settled : [...deepened(settled, key)];
  });
  return { rows, steps };
}

/** Keys of different lengths are one shape: its last part takes the rest. */
export function deepened(steps: readonly Step[], key: number): readonly Step[] {
  const last = steps.findLastIndex((step) => step.key === key);
  return steps.map((step, index) => (index === last ? { key, at: step.at, head: '', deep: true } : step));
}

function stepAt(rows: readonly KeyedItem[], key: number, at: number): Step {
  const segments = rows.map(({ keys }) => keys[key]?.[at] ?? '');
  const [first = ''] = segments;
  const part = { key, at, head: '', deep: false };
  if (rows.length < FEWEST_ITEMS) return part;
  const items = rows.map(({ item }) => item);
  if (segments.every((segment) => segment === first)) {
    return isWord(first) && !isSomebodysWord(first, items) ? { key, at, literal: first } : part;
  }
  const head = headOf(first);
  if (head !== undefined && !isSomebodysWord(head, items) && segments.every((segment) => headOf(segment) === head))
    return { ...part, head };
  return { ...part, head: headBeforeAddress(segments, items) ?? '' };
}

/** `emp_` of `emp_a.b@example.com`, as ElectroDB writes it: an attribute says the rest, so it is no part of the address. */
function headBeforeAddress(segments: readonly string[], items: readonly Item[]): string | undefined {
  const head = /^[$_@]*[A-Za-z]{2,}[A-Za-z\d$]*[_:](?=.*@)/.exec(segments[0] ?? '')?.[0];
  if (head === undefined || isSomebodysWord(head, items)) return undefined;
  const isSaid = (segment: string, item: Item | undefined): boolean => {
    const rest = segment.slice(head.length).toLowerCase();
    return Object.values(item ?? {}).some(({ S }) => S?.toLowerCase() === rest);
  };
  return segments.every((one, row) => one.startsWith(head) && isSaid(one, items[row])) ? head : undefined;
}

/** A word that all keys of the sample share, and that is a value all the same: `acme` of `TENANT#acme`. */
function isValue(steps: readonly Step[], at: number): boolean {
  const [before, step] = [steps[at - 1], steps[at]];
  if (!step || !('literal' in step) || step.literal === '' || !before || !('literal' in before)) return false;
  const rest = steps.slice(at + 1);
  return rest.length === 0 || (at === 1 && isTenancy(before.literal));
}
