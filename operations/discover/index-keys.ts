/** Keys of indexes that are made from other attributes: they repeat what the item says elsewhere, and are no field. */
import { own } from '../../shared/domain/own.ts';
import { delimiterOf, headOf, isWord, segmentsOf } from './key-segments.ts';
import { FEWEST_ITEMS, type Item } from './sampled-table.ts';

/** A name that says only which key of which index it is: `GSI1PK`, `gs1sk`, `_gsi_2_sk`, `lsi1`, `data_sk`. */
const KEY_NAME =
  /^_*((g|l)si?|index|idx|ix)[-_]?\d*[-_]?(pk|sk|rk|hash|range|partition|sort)?[-_]?(key)?[-_]?\d*$|^_*(pk|sk|partition_?key|sort_?key|hash_?key|range_?key)[-_]?\d+$/i;

/** A name of a key that says nothing of what it holds. */
export function isKeyName(name: string): boolean {
  return KEY_NAME.test(name);
}

/** Whether a text is joined of words and values: `ORDER#17`, `eu#theme`, or a word alone that all share. */
export function isComposed(items: readonly Item[], name: string): boolean {
  const having = items.filter((item) => own(item, name)?.S !== undefined);
  const texts = having.map((item) => own(item, name)?.S ?? '');
  const delimiter = delimiterOf(texts);
  if (texts.length < FEWEST_ITEMS || delimiter === undefined || delimiter === ',' || delimiter === '=') return false;
  if (!texts.every((text) => text.includes(delimiter))) return false;
  const segments = texts.map((text) => segmentsOf(text, delimiter));
  const first = segments.map(([one = '']) => headOf(one) ?? one);
  if (first.every((one) => one === first[0] && one !== '' && isWord(one.replace(/[_.:-]$/, '')))) return true;
  return segments.every((own, index) =>
    own.filter((one) => one !== '').every((one) => repeated(having[index], name, one)),
  );
}

/** Whether all items that have it have the same. */
export function isConstant(items: readonly Item[], name: string): boolean {
  return new Set(items.flatMap((item) => textIn(item, name) ?? [])).size === 1;
}

/** Whether other attributes, or the table's keys, say what it says. @param left attributes that are no field: they say nothing */
export function isMadeOfOthers(items: readonly Item[], name: string, left: ReadonlySet<string>): boolean {
  const texts = items.flatMap((item) => textIn(item, name) ?? []);
  const delimiter = delimiterOf(texts);
  const segments = texts.map((text) => segmentsOf(text, delimiter));
  return items
    .filter((item) => textIn(item, name) !== undefined)
    .every((item, index) =>
      (segments[index] ?? []).every((segment, at) => {
        const isShared = segments.every((own) => own[at] === segment);
        return isShared || segment === '' || isSaid(item, name, segment, left);
      }),
    );
}

/** In an attribute, or as a part of a key. */
function isSaid(item: Item, name: string, segment: string, left: ReadonlySet<string>): boolean {
  const wanted = segment.toLowerCase();
  return Object.entries(item).some(([other, { S, N }]) => {
    const text = (S ?? N ?? '').toLowerCase();
    if (other === name || text === '') return false;
    // A key that is left out gives its parts; another index's key gives nothing.
    if (left.has(other) && isKeyName(other)) return false;
    return text === wanted || text.split(/[#|~^;:/]/).includes(wanted);
  });
}

function textIn(item: Item, name: string): string | undefined {
  const { S, N } = own(item, name) ?? {};
  return S ?? N;
}

/** Whether another attribute has the same text, whatever its case. */
function repeated(item: Item | undefined, name: string, segment: string): boolean {
  return Object.entries(item ?? {}).some(
    ([other, { S, N }]) => other !== name && (S ?? N ?? '').toLowerCase() === segment.toLowerCase(),
  );
}
