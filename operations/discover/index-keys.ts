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

/** Whether another attribute has the same text, whatever its case. */
function repeated(item: Item | undefined, name: string, segment: string): boolean {
  return Object.entries(item ?? {}).some(
    ([other, { S, N }]) => other !== name && (S ?? N ?? '').toLowerCase() === segment.toLowerCase(),
  );
}
