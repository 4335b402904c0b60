/** Lays an expression out as Prettier does (120 columns, single quotes, trailing commas), so that a written file is formatted. */
import { commentText, objectKey } from './source-text.ts';

export type Expression =
  | { readonly atom: string }
  | { readonly call: string; readonly args: readonly Expression[] }
  | { readonly list: readonly Expression[] }
  | { readonly object: readonly Entry[]; readonly open: boolean };

export interface Entry {
  readonly key: string;
  readonly value: Expression;
  readonly comments?: readonly string[];
}

const WIDTH = 120;

export const atom = (text: string): Expression => ({ atom: text });
export const call = (name: string, ...args: readonly Expression[]): Expression => ({ call: name, args });
/** Over several lines, however short. */
export const block = (entries: readonly Entry[]): Expression => ({ object: entries, open: true });
export const inline = (entries: readonly Entry[]): Expression => ({ object: entries, open: false });

/**
 * @param before columns that stand before it on its line
 * @param after columns that must follow it on its last line
 */
export function layout(expression: Expression, indent: number, before: number, after: number): string {
  const flat = flatText(expression);
  if (flat !== undefined && before + width(flat) + after <= WIDTH) return flat;
  if ('atom' in expression) return expression.atom;
  if ('list' in expression) return wrapped('[', expression.list, ']', indent);
  if ('call' in expression) return callText(expression, indent, before);
  return objectText(expression.object, indent);
}

function callText({ call: name, args }: Extract<Expression, { call: string }>, indent: number, before: number): string {
  const last = args.at(-1);
  const others = args.slice(0, -1).map(flatText);
  // The last argument of a call may be a broken object or list; the others stay on the line.
  if (last && !('call' in last) && !('atom' in last) && others.every((one) => one !== undefined)) {
    const head = `${name}(${others.map((one) => `${one}, `).join('')}`;
    return `${head}${layout(last, indent, before + width(head), Number.MAX_SAFE_INTEGER)})`;
  }
  return `${name}${wrapped('(', args, ')', indent)}`;
}

function wrapped(open: string, all: readonly Expression[], close: string, indent: number): string {
  const inner = indent + 2;
  const lines = all.map((one) => `${' '.repeat(inner)}${layout(one, inner, inner, 1)},\n`);
  return `${open}\n${lines.join('')}${' '.repeat(indent)}${close}`;
}

function objectText(entries: readonly Entry[], indent: number): string {
  const inner = indent + 2;
  const margin = ' '.repeat(inner);
  const lines = entries.map(({ key, value, comments = [] }) => {
    const notes = comments.flatMap((comment) => commentLines(comment, inner)).map((line) => `${margin}${line}\n`);
    return `${notes.join('')}${margin}${entryText(objectKey(key), value, inner)},\n`;
  });
  return entries.length === 0 ? '{}' : `{\n${lines.join('')}${' '.repeat(indent)}}`;
}

/** A text that is too long for the line goes on one of its own. */
function entryText(key: string, value: Expression, indent: number): string {
  const before = indent + width(key) + 2;
  const isText = 'atom' in value && /^['"]/.test(value.atom);
  if (isText && before + width(value.atom) + 1 > WIDTH) return `${key}:\n${' '.repeat(indent + 2)}${value.atom}`;
  return `${key}: ${layout(value, indent, before, 1)}`;
}

/** Broken between words; every line begins as a comment. */
export function commentLines(comment: string, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '//';
  for (const word of commentText(comment).split(' ')) {
    if (line !== '//' && indent + width(line) + 1 + width(word) > WIDTH) {
      lines.push(line);
      line = '//';
    }
    line = `${line} ${word}`;
  }
  return [...lines, line].map((one) => one.trimEnd());
}

function flatText(expression: Expression): string | undefined {
  if ('atom' in expression) return expression.atom;
  if ('object' in expression && expression.open && expression.object.length > 0) return undefined;
  const inner =
    'call' in expression
      ? expression.args
      : 'list' in expression
        ? expression.list
        : expression.object.map(({ value }) => value);
  const texts = inner.map(flatText);
  if (!texts.every((text) => text !== undefined)) return undefined;
  if ('call' in expression) return `${expression.call}(${texts.join(', ')})`;
  if ('list' in expression) return `[${texts.join(', ')}]`;
  if (texts.length === 0) return '{}';
  return `{ ${expression.object.map(({ key }, index) => `${objectKey(key)}: ${texts[index] ?? ''}`).join(', ')} }`;
}

/** As Prettier counts: wide characters of East Asia take two columns. */
function width(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}

const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]/;
