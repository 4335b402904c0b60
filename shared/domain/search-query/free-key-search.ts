/** What of a search OpenSearch would answer wrongly in a field with free keys (`map()`, `rest()`): it keeps every value as text. */
import type { Entity } from '../definition/entity.ts';
import type { FieldSet, FieldTraits } from '../definition/field.ts';
import { isFlat } from '../definition/free-keys.ts';

export interface RefusedSearch {
  readonly message: string;
  readonly next: string;
}

/** A name, its colon, and what is asked of it: quoted, in brackets, or up to the next space. */
const TERM = /(?:^|[\s(+-])(?<name>[^\s":()+-][^\s":()]*):(?<value>"[^"]*"~?\d*|[[{][^\]}]*|\S+)/gu;
/** `<10`, `>=7.5`, `1..9`, and `[1 TO 9]` as OpenSearch's own language has it. */
const RANGE = /^(?:[<>[{]|[^"]*\.\.)/u;
/** `colur~`, `"red blue"~2` */
const TYPO = /~\d*$/u;

/**
 * A range there compares text ("10" before "9"), and a search with typing errors takes the key for a part of the word. Both
 * find other rows than were asked for, without an error, so they are not sent.
 *
 * @returns undefined when the search can be asked
 */
export function refusedInFreeKeys(entity: Entity, query: string): RefusedSearch | undefined {
  const free = freePaths(entity.fields);
  for (const { groups } of query.matchAll(TERM)) {
    const { name = '', value = '' } = groups ?? {};
    const path = free.find((one) => name === one || name.startsWith(`${one}.`));
    const what = RANGE.test(value) ? 'range' : TYPO.test(value) ? 'typo' : undefined;
    if (path !== undefined && what) return refused(entity, name, path, what);
  }
  return undefined;
}

function refused(entity: Entity, name: string, path: string, what: 'range' | 'typo'): RefusedSearch {
  const why =
    what === 'range'
      ? 'has free keys, and its values are compared as text ("10" comes before "9"): a range would find other rows'
      : 'has free keys, and its values are found as a whole: a search with typing errors would find other rows';
  return {
    message: `${name}: ${path} ${why}.`,
    next: `Declare what you search as a field of ${entity.name} (docs/configuration.md, "Free keys"), or ask for an exact value: ${name}:red`,
  };
}

function freePaths(fields: FieldSet): readonly string[] {
  return Object.entries(fields).flatMap(([name, { headwater }]) => freePathsIn(name, headwater));
}

function freePathsIn(path: string, { search, element, fields = {} }: FieldTraits): readonly string[] {
  if (isFlat(search)) return [path];
  if (element) return freePathsIn(path, element);
  return Object.entries(fields).flatMap(([name, inner]) => freePathsIn(`${path}.${name}`, inner));
}
