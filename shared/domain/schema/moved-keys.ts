/** Which keys become another entity's when recognisers change: what was released is compared with the definition. */
import { own } from '../own.ts';
import type { Entity, Recognition } from '../definition/entity.ts';
import { regExpOf, type KeyPattern } from '../definition/key-pattern.ts';
import { itemOfBoth, recognisersOf, type Recogniser, type Table } from '../definition/recognition.ts';
import { recogniseShape } from '../definition/recognise-shape.ts';
import type { JsonObject } from '../row/json.ts';

/** An example of the keys that move, as the texts of its attributes. */
export interface MovedKey {
  readonly item: Readonly<Record<string, string>>;
  readonly was: string;
  /** null: no entity recognises it any more. */
  readonly is: string | null;
}

/** Where a released schema says how its entity was recognised; readers of the schema pass over it. */
export const RECOGNISE_KEYWORD = 'x-recognise';

/** @returns undefined when it was released before that was recorded, or nothing was released */
export function releasedRecognition(schema: JsonObject | undefined): Recognition | undefined {
  const recognise: unknown = schema?.[RECOGNISE_KEYWORD];
  return recognise === undefined || recogniseShape(recognise, '').length > 0 ? undefined : (recognise as Recognition);
}

/**
 * One example for each pair of entities between which keys move.
 *
 * @param released how the table's entities were recognised; an entity that is missing here counts as unknown
 */
export function movedKeys(table: Table, released: ReadonlyMap<Entity, Recognition>): readonly MovedKey[] {
  const former = [...released].map(([entity, recognise]): Entity => ({ ...entity, recognise }));
  const before = recognisersOf({ ...table, entities: former });
  const after = recognisersOf(table);
  const moved = new Map<string, MovedKey>();
  for (const item of candidates([...before, ...after])) {
    const [was, is] = [entityOf(before, item), entityOf(after, item)];
    const pair = `${was ?? ''} ${is ?? ''}`;
    if (was !== undefined && was !== is && !moved.has(pair)) moved.set(pair, { item, was, is: is ?? null });
  }
  return [...moved.values()];
}

/** Items at which recognisers can differ: those that two share, and those whose parts hold another's delimiter. */
function candidates(recognisers: readonly Recogniser[]): readonly Readonly<Record<string, string>>[] {
  const shared = recognisers
    .flatMap((a) => recognisers.map((b) => itemOfBoth(a, b)))
    .filter((item) => item !== undefined);
  const delimiters = new Set(
    recognisers.flatMap(({ asks }) =>
      [...asks.values()].flat().flatMap((token) => ('gap' in token ? token.without.split('') : [])),
    ),
  );
  const delimited = recognisers.flatMap(({ asks }) =>
    [...delimiters].map((delimiter) =>
      Object.fromEntries([...asks].map(([name, pattern]) => [name, filled(pattern, `1${delimiter}1`)])),
    ),
  );
  return [...shared, ...delimited];
}

function filled(pattern: KeyPattern, part: string): string {
  return pattern.map((token) => ('char' in token ? token.char : part)).join('');
}

function entityOf(recognisers: readonly Recogniser[], item: Readonly<Record<string, string>>): string | undefined {
  const one = recognisers.find(({ asks }) =>
    [...asks].every(([name, pattern]) => Object.hasOwn(item, name) && regExpOf(pattern).test(own(item, name) ?? '')),
  );
  return one?.entity.name;
}
