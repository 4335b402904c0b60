import { canonicalDecimal, exactNumber } from '../../domain/row/decimal.ts';
import type { Json, JsonObject } from '../../domain/row/json.ts';
import { own } from '../../domain/own.ts';

/** A DynamoDB attribute value, as stream events carry it (binary as base64 text) or as the SDK does (bytes). */
export interface AttributeValue {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly BOOL?: boolean | undefined;
  readonly NULL?: boolean | undefined;
  readonly B?: Binary | undefined;
  readonly L?: readonly AttributeValue[] | undefined;
  readonly M?: Item | undefined;
  readonly SS?: readonly string[] | undefined;
  readonly NS?: readonly string[] | undefined;
  readonly BS?: readonly Binary[] | undefined;
}

export type Binary = string | Uint8Array;
export type Item = Readonly<Record<string, AttributeValue>>;

/**
 * The plain JSON of an attribute value: numbers a double cannot hold exactly become decimal text, sets sorted lists,
 * binary base64 text.
 */
export function jsonOf(value: AttributeValue): Json {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return jsonNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined)
    return Object.fromEntries(Object.entries(value.M).map(([name, inner]) => [name, jsonOf(inner)]));
  if (value.L !== undefined) return value.L.map(jsonOf);
  if (value.B !== undefined) return base64(value.B);
  return membersOf(value)?.map(jsonOf) ?? null;
}

/** The members of a set, sorted, so that the same set always reads the same; undefined when the value is no set. */
export function membersOf(value: AttributeValue): AttributeValue[] | undefined {
  if (value.SS) return [...value.SS].sort().map((S) => ({ S }));
  if (value.NS) return [...value.NS].sort(byNumber).map((N) => ({ N }));
  if (value.BS)
    return value.BS.map(base64)
      .sort()
      .map((B) => ({ B }));
  return undefined;
}

/** An item as JSON in DynamoDB's own notation, as streams and exports carry it: bytes as base64. */
export function storedItem(item: Item): JsonObject {
  // As they were: of a Buffer, `toJSON` has already made an object of numbers.
  function bytesAsText(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
    const before = own(this, name);
    return before instanceof Uint8Array ? Buffer.from(before).toString('base64') : value;
  }
  return JSON.parse(JSON.stringify(item, bytesAsText)) as JsonObject;
}

export function jsonNumber(text: string): number | string {
  return exactNumber(text) ?? canonicalDecimal(text) ?? text;
}

export function base64(bytes: Binary): string {
  return typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('base64');
}

function byNumber(a: string, b: string): number {
  return Number(a) - Number(b) || (a < b ? -1 : Number(a > b));
}
