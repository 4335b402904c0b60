/** Which entity an item is, whatever the order of declaration: the narrower recogniser is asked first. */
import type { Entity, Recognition } from './entity.ts';
import type { TableDefinition } from './headwater.ts';
import { beginApart, contains, literalPattern, patternOf, textOfBoth, type KeyPattern } from './key-pattern.ts';
import { piecesOf } from './template.ts';

/** What an item's attributes must look like to be the entity's. */
export interface Recogniser {
  readonly entity: Entity;
  /** Attribute's name -> the pattern of its text. None for `'every-item'`. */
  readonly asks: ReadonlyMap<string, KeyPattern>;
}

export type Table = Pick<TableDefinition, 'name' | 'partitionKey' | 'sortKey' | 'entities'>;

/** The recognisers of a table in the order in which they are to be asked; the first that fits tells the entity. */
export function recognisersOf(table: Table): readonly Recogniser[] {
  const waiting = declaredRecognisers(table);
  const winners = new Map(waiting.map((one) => [one, waiting.filter((other) => winner(other, one) === other)]));
  const sorted: Recogniser[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex((one) => !winners.get(one)?.some((other) => waiting.includes(other)));
    // Only `before` can go round in a circle, and that is refused (recognition-problems.ts).
    sorted.push(...waiting.splice(Math.max(0, free), 1));
  }
  return sorted;
}

export function declaredRecognisers(table: Table): Recogniser[] {
  return table.entities.map((entity) => ({ entity, asks: asksOf(table, entity) }));
}

function asksOf(table: Table, entity: Entity): ReadonlyMap<string, KeyPattern> {
  const { recognise } = entity;
  if (recognise === 'every-item') return new Map();
  if ('attribute' in recognise) return new Map([[recognise.attribute, literalPattern(recognise.equals)]]);
  const { partsMayContain = '' } = recognise;
  const asks = new Map<string, KeyPattern>();
  for (const key of ['pk', 'sk'] as const) {
    const template = recognise[key];
    if (template === undefined) continue;
    const foreign = delimitersOfOthers(table, entity, key, template);
    const without = foreign.filter((delimiter) => !partsMayContain.includes(delimiter)).join('');
    asks.set((key === 'pk' ? table.partitionKey : table.sortKey)?.name ?? '', patternOf(template, without));
  }
  return asks;
}

/**
 * The characters that end a part in other templates of the same key attribute that could take the same texts. A part ends
 * before them: `ORDER#{id}` is not to take `ORDER#1#LINE#3` where there is `ORDER#{id}#LINE#{line}`.
 */
function delimitersOfOthers({ entities }: Table, entity: Entity, key: 'pk' | 'sk', template: string): string[] {
  const own = patternOf(template);
  const others = entities
    .filter((other) => other !== entity)
    .flatMap(({ recognise }) => templateOf(recognise, key) ?? [])
    .map((other) => ({ other, pattern: patternOf(other) }))
    .filter(({ pattern }) => !beginApart(pattern, own) && !isAlike(pattern, own))
    .filter(({ pattern }) => textOfBoth(pattern, own) !== undefined)
    .map(({ other }) => other);
  return [...new Set(others.flatMap(delimitersOf))];
}

function templateOf(recognise: Recognition, key: 'pk' | 'sk'): string | undefined {
  return typeof recognise === 'object' && 'pk' in recognise ? recognise[key] : undefined;
}

/** The first character of what follows a part. A letter or digit delimits nothing: it stands within words, too. */
function delimitersOf(template: string): string[] {
  const pieces = piecesOf(template);
  return pieces.flatMap((piece, index) => {
    const before = pieces[index - 1];
    const [first = ''] = 'literal' in piece ? piece.literal : '';
    return before && 'part' in before && first !== '' && !/[\p{L}\p{N}]/u.test(first) ? first.split('') : [];
  });
}

/** The same but for the names of their parts. */
function isAlike(a: KeyPattern, b: KeyPattern): boolean {
  return contains(a, b) && contains(b, a);
}

/** An item that both recognise, as its attributes' texts; undefined when there is none. */
export function itemOfBoth(a: Recogniser, b: Recogniser): Readonly<Record<string, string>> | undefined {
  const names = [...new Set([...a.asks.keys(), ...b.asks.keys()])];
  const pairs = names.flatMap((name) => {
    const [first, second] = [a.asks.get(name) ?? b.asks.get(name), b.asks.get(name) ?? a.asks.get(name)];
    return first && second ? [{ name, first, second }] : [];
  });
  if (pairs.some(({ first, second }) => beginApart(first, second))) return undefined;
  const item = new Map<string, string>();
  for (const { name, first, second } of pairs) {
    const text = textOfBoth(first, second);
    if (text === undefined) return undefined;
    item.set(name, text);
  }
  return Object.fromEntries(item);
}

/** Which of two is asked first: the one that says so, or the narrower one; undefined when it does not matter, or nobody knows. */
export function winner(a: Recogniser, b: Recogniser): Recogniser | undefined {
  if (a === b) return undefined;
  const [aFirst, bFirst] = [yields(b, a), yields(a, b)];
  if (aFirst !== bFirst) return aFirst ? a : b;
  if (aFirst) return undefined;
  const [aWithin, bWithin] = [isWithin(a, b), isWithin(b, a)];
  if (aWithin === bWithin) return undefined;
  return aWithin ? a : b;
}

function yields(one: Recogniser, other: Recogniser): boolean {
  const { recognise } = other.entity;
  return typeof recognise === 'object' && recognise.before?.includes(one.entity.name) === true;
}

/** Whether every item of the inner one would be the outer one's, too. */
function isWithin(inner: Recogniser, outer: Recogniser): boolean {
  return [...outer.asks].every(([name, pattern]) => {
    const own = inner.asks.get(name);
    return own !== undefined && contains(pattern, own);
  });
}
