/**
 * Erasure: a deleted row's values leave every store; what keeps it deleted stays. Of each change of the key a tombstone is
 * left, with the same marks: whatever is delivered again finds the position that it had before.
 */
import { documentKey } from '../row/keys.ts';
import type { Json, JsonObject } from '../row/json.ts';
import { DEFAULT_MARGIN_MS } from '../change/precedence.ts';
import { own } from '../own.ts';

/** What stands in `_cause` of a row whose values were erased. */
export const ERASED = 'erased';

/** Records of erasures lie below it: entity and key, so that they can be repeated. */
export const ERASURES_PREFIX = 'erasures/';

/** A row of the analytics copy that is about the key. */
export interface HeldRow {
  readonly operation: string;
  /** Null for a row that was read from the table. */
  readonly position: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Whether it is more than a tombstone. */
  readonly holds: boolean;
}

/** Whether the deletion has arrived: what wins of these rows, by precedence.ts, is a tombstone. No row at all is gone too. */
export function isGone(rows: readonly HeldRow[]): boolean {
  const change = rows
    .filter(({ position }) => position !== null)
    .reduce<HeldRow | undefined>(
      (last, row) => (last && (last.position ?? '') >= (row.position ?? '') ? last : row),
      undefined,
    );
  const read = rows
    .filter(({ position }) => position === null)
    .reduce<HeldRow | undefined>((last, row) => (last && last.at >= row.at ? last : row), undefined);
  const changeWins = change && (!read || change.at >= read.at - DEFAULT_MARGIN_MS);
  const winner = changeWins ? change : read;
  return winner === undefined || winner.operation === 'deleted' || winner.operation === 'absent';
}

/** Shorter texts, and dates and numbers as text, stand in other rows too: they identify nobody. */
const LEAST_CHARACTERS = 8;
/** Of a long text its beginning is looked for: found whole, it is found by it. */
const MOST_CHARACTERS = 120;
const NO_WORDS = /^[\d\s.,:+\-TZ/]*$/;

/** The texts of a row that are worth looking for, each once. What the key holds stays, with the key. */
export function tellingTexts(values: readonly Json[], key: string): readonly string[] {
  const texts = new Set<string>();
  const collect = (value: Json | undefined): void => {
    if (typeof value === 'string') {
      if (value.length >= LEAST_CHARACTERS && !NO_WORDS.test(value) && !key.includes(value)) {
        texts.add(beginningOf(value));
      }
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  values.forEach(collect);
  return [...texts];
}

/** Not cut between the halves of a surrogate pair: JSON would write a half as its number. */
function beginningOf(text: string): string {
  return text.slice(0, MOST_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '');
}

/** What writers of JSON escape: what they must, what a queue refuses too (pack.ts), whatever is not ASCII (Python, Java). */
/* eslint-disable no-control-regex -- exactly these */
const ESCAPED = [/[\u0000-\u001f"\\]/g, /[\u0000-\u001f"\\\ufffe\uffff]/g, /[\u0000-\u001f"\\\u007f-\uffff]/g];
/* eslint-enable no-control-regex */

/** How a text may be written: as it is, in JSON, in JSON within JSON, in CSV. Hex digits are small here and large in DuckDB. */
export function formsOf(text: string): readonly string[] {
  const once = ESCAPED.flatMap((escaped) => [inJson(text, escaped), inJson(text, escaped, true)]);
  return [
    ...new Set([text, ...once, ...once.map((form) => JSON.stringify(form).slice(1, -1)), text.replaceAll('"', '""')]),
  ];
}

function inJson(text: string, escaped: RegExp, large = false): string {
  return text.replaceAll(escaped, (unit) => {
    const plain = JSON.stringify(unit).slice(1, -1);
    const number = unit.charCodeAt(0).toString(16).padStart(4, '0');
    const isShort = plain.length === 2;
    return isShort ? plain : `\\u${large ? number.toUpperCase() : number}`;
  });
}

export function occursIn(haystack: string, text: string): boolean {
  return formsOf(text).some((form) => haystack.includes(form));
}

/**
 * Whose rows lie in a claim (domain/change/claim.ts).
 * @param names the fields that make the key, in order
 * @returns undefined when the rows do not say: a part of the key is no field of them
 */
export function keyOfClaim(body: string, names: readonly string[]): string | undefined {
  const row = wholeRowIn(body);
  const parts = names.map((name) => own(row, name));
  const known = parts.filter((part) => typeof part === 'string' || typeof part === 'number');
  return row && known.length === names.length ? documentKey(known.map(String)) : undefined;
}

/** An update's `before` is only what differed. */
function wholeRowIn(body: string): JsonObject | undefined {
  try {
    const { after, before } = JSON.parse(body) as { readonly after?: JsonObject; readonly before?: JsonObject };
    return after ?? before;
  } catch {
    return undefined;
  }
}
