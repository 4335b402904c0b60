/** A record as somebody writes it, in JSON: its numbers keep their digits, which `JSON.parse` would round to doubles. */
import { canonicalDecimal, exactNumber } from './decimal.ts';
import type { Json } from './json.ts';

/** A number in JSON that no double holds. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Written = Json | NumberText | readonly Written[] | WrittenObject;
export interface WrittenObject {
  readonly [name: string]: Written | undefined;
}

type Reviver = (this: unknown, name: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * @example parseWritten('{"id": 9007199254740993}') // { id: NumberText '9007199254740993' }
 * @throws SyntaxError
 */
export function parseWritten(text: string): Written {
  const exact: Reviver = (_, value, { source = '' }) =>
    typeof value === 'number' ? (exactNumber(source) ?? new NumberText(source)) : value;
  // The third argument is in V8 since Node 22 (proposal "JSON.parse source text access"), and not yet in TypeScript's types.
  return JSON.parse(text, exact as (this: unknown, name: string, value: unknown) => unknown) as Written;
}

/** The decimal text of a number; undefined for what is none. */
export function numberOf(written: Written): string | undefined {
  if (typeof written === 'number') return canonicalDecimal(String(written));
  return written instanceof NumberText ? canonicalDecimal(written.text) : undefined;
}

export function isWrittenList(written: Written): written is readonly Written[] {
  return Array.isArray(written);
}

export function isWrittenObject(written: Written): written is WrittenObject {
  return typeof written === 'object' && written !== null && !isWrittenList(written) && !(written instanceof NumberText);
}
