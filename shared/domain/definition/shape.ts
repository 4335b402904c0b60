/** Compares a value of unknown origin with a schema, and says each difference as a sentence with its fix. */
import type { TSchema } from 'typebox';
import { Check } from 'typebox/schema';
import { own } from '../own.ts';
import { nearest } from './did-you-mean.ts';

/** What our schemas say beside JSON Schema's keywords. */
export interface Words {
  /** The fix: `give a whole number from 1 to 10000`. */
  readonly give?: string;
  /** Other systems' words for a setting or a value: `{ S: 'string' }`. */
  readonly aka?: Readonly<Record<string, string>>;
  /** Its value is looked at elsewhere: an entity, a consumer, a field. */
  readonly apart?: true;
  /** Settings that belong elsewhere, with what to say: `{ handler: 'is for consumers of type function: ...' }`. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

/** A schema for each of an interface's settings: one that is added there and not here does not compile. */
export type SettingsOf<T> = { readonly [K in keyof Required<T>]: TSchema };

type Node = TSchema &
  Words & {
    readonly type?: string;
    readonly enum?: readonly unknown[];
    readonly items?: Node;
    readonly properties?: Readonly<Record<string, Node>>;
    readonly required?: readonly string[];
    readonly patternProperties?: Readonly<Record<string, Node>>;
  };

/**
 * @param where what the value belongs to, such as `consumer search`; empty for the definition itself
 * @param path of the value in there, such as `existing.tableArn`; empty for the whole
 */
export function shapeProblems(schema: TSchema, value: unknown, where: string, path = ''): string[] {
  const node = schema as Node;
  if (node.apart) return [];
  if (value === undefined) return [sentence(where, path, 'is missing', node.give ?? choiceOf(node))];
  if (node.properties && isRecord(value)) return objectProblems(node, node.properties, value, where, path);
  const [each] = Object.values(node.patternProperties ?? {});
  if (each && isRecord(value)) {
    return Object.entries(value).flatMap(([name, one]) => shapeProblems(each, one, where, joined(path, name)));
  }
  if (node.items && Array.isArray(value)) {
    const { items } = node;
    return value.flatMap((one: unknown, index) => shapeProblems(items, one, where, `${path}[${index}]`));
  }
  if (node.enum) return node.enum.includes(value) ? [] : [wordProblem(node, value, where, path)];
  return Check(schema, value) ? [] : [sentence(where, path, `is ${shown(value)}`, node.give)];
}

function objectProblems(
  node: Node,
  properties: Readonly<Record<string, Node>>,
  value: Readonly<Record<string, unknown>>,
  where: string,
  path: string,
): string[] {
  const unknown = Object.keys(value)
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => ({ name, meant: meantBy(name, node, Object.keys(properties)) }));
  const wrong = Object.entries(properties).flatMap(([name, inner]) => {
    const one = own(value, name);
    const mayBeMissing = node.required?.includes(name) !== true || unknown.some(({ meant }) => meant === name);
    return one === undefined && mayBeMissing ? [] : shapeProblems(inner, one, where, joined(path, name));
  });
  const strange = unknown.map(({ name, meant }) => {
    const fix =
      meant === undefined ? `take it away (there are ${Object.keys(properties).join(', ')})` : `did you mean ${meant}?`;
    const moved = own(node.elsewhere, name);
    return moved === undefined
      ? sentence(where, joined(path, name), 'is no setting', fix)
      : sentence(where, joined(path, name), moved);
  });
  return [...strange, ...wrong];
}

function meantBy(word: string, { aka = {} }: Words, known: readonly string[]): string | undefined {
  return own(aka, word) ?? nearest(word, known);
}

function wordProblem(node: Node, value: unknown, where: string, path: string): string {
  const meant = meantBy(String(value), node, (node.enum ?? []).map(String));
  return sentence(
    where,
    path,
    `is ${shown(value)}`,
    meant === undefined ? (node.give ?? choiceOf(node)) : `did you mean '${meant}'?`,
  );
}

/** `write 'ignore', 'reject' or 'reject-whole'` */
function choiceOf({ enum: words }: Node): string | undefined {
  return words && `write ${eitherOf(words.map((word) => `'${String(word)}'`))}`;
}

/** `consumer search: batchSize is 0: give a whole number` */
export function sentence(where: string, path: string, what: string, fix?: string): string {
  const begin = path === '' ? `${where || 'the definition'} ${what}` : `${where && `${where}: `}${path} ${what}`;
  return fix === undefined ? begin : `${begin}: ${fix}`;
}

/** `'a', 'b' or 'c'` */
export function eitherOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

const LONGEST_SHOWN = 60;

/** A value of the definition, as a sentence shows it: `"skip"`, `a list`, `the function String`. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'string') {
    const text = JSON.stringify(value);
    return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}..."` : text;
  }
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Promise) return 'a promise';
  if (value instanceof RegExp) return `the regular expression ${String(value)}`;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : 'an object';
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Promise);
}

function joined(path: string, name: string): string {
  const plain = /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
  return path === '' ? plain : `${path}.${plain}`;
}
