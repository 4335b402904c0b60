/** The templates of a shape, and what its parts hold. */
import { own } from '../../shared/domain/own.ts';
import { canonicalDecimal } from '../../shared/domain/row/decimal.ts';
import { daysOf, readSpelling } from '../../shared/domain/time/moment.ts';
import type { KeyedItem, KeySyntax, Shape, Step } from './key-shapes.ts';
import type { Item } from './sampled-table.ts';
import { wordsOf } from './words.ts';

export interface FoundPart {
  readonly key: number;
  /** In the order of the shape's rows. */
  readonly texts: readonly string[];
  /** The attribute that always has the same text. */
  readonly attribute: string | undefined;
  /** Whether an attribute has the same text in another case: then it is not lost, and the key's is not the attribute's. */
  readonly inOtherCase: boolean;
  /** What the words before it suggest as its name. */
  readonly suggested: string;
}

/** Whether nothing but the key says it. */
export function isLost({ attribute, inOtherCase }: FoundPart): boolean {
  return attribute === undefined && !inOtherCase;
}

export function hasLiteral({ steps }: Shape): boolean {
  return steps.some((step) => ('literal' in step ? step.literal !== '' : step.head !== ''));
}

export function partsOfShape(shape: Shape, syntax: KeySyntax): readonly FoundPart[] {
  const items = shape.rows.map(({ item }) => item);
  return shape.steps.flatMap((step, index): FoundPart[] => {
    if ('literal' in step) return [];
    const texts = shape.rows.map((row) => textOf(row, step, syntax));
    const suggested = suggestedName(shape.steps, index, syntax.names[step.key] ?? '', texts);
    const attribute = repeatedBy(items, texts, syntax.names, suggested, (text) => text);
    const inOtherCase =
      attribute === undefined &&
      repeatedBy(items, texts, syntax.names, suggested, (text) => text.toLowerCase()) !== undefined;
    return [{ key: step.key, texts, attribute, inOtherCase, suggested }];
  });
}

function textOf({ keys }: KeyedItem, { key, at, ...step }: Step, { names, delimiters }: KeySyntax): string {
  const segments = keys[key] ?? [];
  if ('literal' in step) return step.literal;
  if (step.deep) return segments.slice(at).join(delimiters.get(names[key] ?? '') ?? '');
  return (segments[at] ?? '').slice(step.head.length);
}

/** @param names of the parts, in order */
export function templatesOf(shape: Shape, { names: keys, delimiters }: KeySyntax, names: readonly string[]) {
  let next = 0;
  const texts = keys.map((name, key) =>
    shape.steps
      .filter((step) => step.key === key)
      .map((step) => ('literal' in step ? step.literal : `${step.head}{${names[next++] ?? ''}}`))
      .join(delimiters.get(name) ?? ''),
  );
  const deep = shape.steps.some((step) => 'deep' in step && step.deep);
  const delimiter = [...new Set(keys.flatMap((name) => delimiters.get(name)?.at(0) ?? []))].join('');
  const [pk = '', sk] = texts;
  return { pk, ...(sk !== undefined && { sk }), ...(deep && delimiter !== '' && { partsMayContain: delimiter }) };
}

/** Of attributes that always have the same text, the one that is named most like it. */
function repeatedBy(
  items: readonly Item[],
  texts: readonly string[],
  keys: readonly string[],
  suggested: string,
  normal: (text: string) => string,
): string | undefined {
  const names = Object.keys(items[0] ?? {}).filter((name) => !keys.includes(name));
  const same = names.filter((name) =>
    items.every((item, index) => normal(attributeText(item, name)) === normal(texts[index] ?? '')),
  );
  const wanted = new Set(wordsOf(suggested));
  const likeness = (name: string): number => wordsOf(name).filter((word) => wanted.has(word)).length;
  return same.toSorted((a, b) => likeness(b) - likeness(a))[0];
}

function attributeText(item: Item, name: string): string {
  const { S, N } = own(item, name) ?? {};
  // No part of a key is empty.
  return S ?? (N === undefined ? '' : (canonicalDecimal(N) ?? N));
}

/**
 * `CUSTOMER#{}` -> customer-id, `ORDER#{}` -> order-day where days stand there. What is a whole key attribute without a word
 * is called like it; what is a part of one is not, for a field so called would hold all of the key.
 */
function suggestedName(steps: readonly Step[], index: number, key: string, texts: readonly string[]): string {
  const step = steps[index];
  if (!step || 'literal' in step) return key;
  const own = steps.filter((one) => one.key === step.key);
  if (own.length === 1 && step.head === '') return key;
  const before = own.slice(0, own.indexOf(step)).toReversed();
  const word = [step.head, ...before.map((one) => ('literal' in one ? one.literal : one.head))].find(
    (one) => wordsOf(one).length > 0,
  );
  return [...wordsOf(word ?? ''), endingOf(texts)].join('-');
}

function endingOf(texts: readonly string[]): string {
  if (texts.every((text) => daysOf(text) !== undefined)) return 'day';
  if (texts.every((text) => /\d{4}-/.test(text) && readSpelling(text) !== undefined)) return 'at';
  return 'id';
}
