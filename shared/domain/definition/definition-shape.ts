/** The whole definition compared with its schema, part by part; and the parts that are sound enough to be judged further. */
import { FACTS, isConsumerType } from '../consumers/facts.ts';
import { own } from '../own.ts';
import { consumerShape } from './consumer-shape.ts';
import { DEFINITION, QUERY, TABLE } from './definition-schema.ts';
import type { Entity } from './entity.ts';
import { entityShape } from './entity-shape.ts';
import type { HeadwaterDefinition } from './headwater.ts';
import { isRecord, shapeProblems, shown } from './shape.ts';

export interface Shape {
  readonly problems: readonly string[];
  /** The definition without its misshapen parts; undefined when nothing of it can be judged. */
  readonly sound: HeadwaterDefinition | undefined;
  /** What is declared, misshapen or not: whoever names it does not name nothing. */
  readonly declared: Declared;
}

export interface Declared {
  readonly tableNames: readonly unknown[];
  readonly entities: readonly Entity[];
  readonly analytics: boolean;
}

/** @param definition whatever was given to `defineHeadwater` */
export function shapeOf(definition: unknown): Shape {
  const whole = isRecord(definition) ? definition : {};
  const tables = judge(partsOf(whole['tables']), (table, index) => {
    const where = called('table', table, index);
    const empty = isRecord(table) && Array.isArray(table['entities']) && entitiesIn(table).length === 0;
    return [
      ...shapeProblems(TABLE, table, where),
      ...strayEntities(table, where),
      ...(empty ? [`${where}: no entities: give at least one defineEntity({ ... })`] : []),
    ];
  });
  const consumers = judge(partsOf(whole['consumers']), (consumer, index) => {
    const where = called('consumer', consumer, index);
    return [...consumerShape(consumer, where), ...strayEntities(consumer, where)];
  });
  const everyEntity = [...tables.all, ...consumers.all].flatMap((owner) => entitiesIn(owner).filter(isRecord));
  const entities = judge([...new Set(everyEntity)], (entity, index) =>
    entityShape(entity, called('entity', entity, index)),
  );
  const queries = judge(partsOf(whole['queries']), (query, index) =>
    shapeProblems(QUERY, query, called('query', query, index)),
  );
  const problems = [
    ...shapeProblems(DEFINITION, definition, ''),
    ...[tables, entities, consumers, queries].flatMap((judged) => judged.problems),
  ];
  const declared = {
    tableNames: tables.all.flatMap((table) => (isRecord(table) ? [table['name']] : [])),
    entities: tables.all.flatMap(entitiesIn).filter(isRecord) as unknown as Entity[],
    analytics: consumers.all.some(
      (one) => isRecord(one) && isConsumerType(one['type']) && FACTS[one['type']].keeps === 'analytics',
    ),
  };
  const lists = Array.isArray(whole['tables']) && Array.isArray(whole['consumers']);
  if (!lists) return { problems, declared, sound: undefined };
  // What a misshapen table means for its entities cannot be known.
  const unsound = new Set([...entities.misshapen, ...tables.misshapen.flatMap(entitiesIn)]);
  const areSound = (owner: unknown): boolean => entitiesIn(owner).every((entity) => !unsound.has(entity));
  const sound = {
    ...soundSettings(whole),
    tables: tables.sound.map((table) => ({ ...(table as object), entities: soundEntities(table, unsound) })),
    consumers: consumers.sound.filter(areSound),
    queries: queries.sound,
  };
  return { problems, declared, sound: sound as unknown as HeadwaterDefinition };
}

interface Judged {
  readonly all: readonly unknown[];
  readonly sound: readonly unknown[];
  readonly misshapen: readonly unknown[];
  readonly problems: readonly string[];
}

function judge(parts: readonly unknown[], problemsOf: (part: unknown, index: number) => readonly string[]): Judged {
  const judged = parts.map((part, index) => ({ part, problems: problemsOf(part, index) }));
  return {
    all: parts,
    sound: judged.filter(({ problems }) => problems.length === 0).map(({ part }) => part),
    misshapen: judged.filter(({ problems }) => problems.length > 0).map(({ part }) => part),
    problems: judged.flatMap(({ problems }) => problems),
  };
}

function partsOf(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}

function entitiesIn(owner: unknown): readonly unknown[] {
  return isRecord(owner) ? partsOf(owner['entities']) : [];
}

function soundEntities(table: unknown, unsound: ReadonlySet<unknown>): Entity[] {
  return entitiesIn(table).filter((entity) => !unsound.has(entity)) as Entity[];
}

/** The definition's own settings that are well-formed. */
function soundSettings(whole: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { properties } = DEFINITION;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) => {
      const value = own(whole, name);
      return value === undefined || shapeProblems(schema, value, '').length > 0 ? [] : [[name, value]];
    }),
  );
}

/** `table shop`; by its place when it has no name: `table number 2`. */
function called(kind: string, part: unknown, index: number): string {
  const name = isRecord(part) ? part['name'] : undefined;
  return typeof name === 'string' && name !== '' ? `${kind} ${name}` : `${kind} number ${index + 1}`;
}

/** What stands in a list of entities and is none. */
function strayEntities(owner: unknown, where: string): string[] {
  return entitiesIn(owner).flatMap((entity, index) => {
    if (isRecord(entity)) return [];
    const what = `${where}: entities[${index}] is ${shown(entity)}`;
    if (typeof entity === 'string') return [`${what}: give the entity itself, not its name`];
    const fix = 'give an entity made by defineEntity({ ... })';
    return entity === undefined
      ? [`${what}: ${fix}; if it is one, two files import each other: move it into a file of its own`]
      : [`${what}: ${fix}`];
  });
}
