import type { Entity } from '../definition/entity.ts';
import type { JsonObject } from '../row/json.ts';
import { RECOGNISE_KEYWORD } from './moved-keys.ts';
import { releasedSchema, schemaName } from './released-schema.ts';
import { sameValue } from '../row/row-equality.ts';
import { compareSchemas, type Broken, type SchemaDifference } from './schema-compatibility.ts';

/** The released schemas of one entity, by version. */
export type Releases = ReadonlyMap<number, JsonObject>;

/** How a definition stands to what was released of it. */
export type ReleaseState =
  /** The definition is what was released. */
  | { readonly status: 'released' }
  /** It may be released: its first schema, a compatible change, or a new version. */
  | { readonly status: 'due'; readonly since: string | undefined; readonly differences: readonly SchemaDifference[] }
  /** It may not: `problems` say what breaks for whom. */
  | {
      readonly status: 'refused';
      readonly problems: readonly string[];
      readonly differences: readonly SchemaDifference[];
    };

export function releaseState(entity: Entity, releases: Releases): ReleaseState {
  const latest = Math.max(0, ...releases.keys());
  const since = releases.get(latest);
  if (!since) return { status: 'due', since: undefined, differences: [] };
  const present = releasedSchema(entity);
  // How items are recognised is no part of the contract with those that read the rows.
  const { [RECOGNISE_KEYWORD]: _recognise, ...contract } = since;
  if (entity.version === latest && sameValue(contract, present)) return { status: 'released' };
  const differences = compareSchemas(since, present);
  const problems = problemsOf(entity, latest, differences);
  return problems.length > 0
    ? { status: 'refused', problems, differences }
    : { status: 'due', since: `${entity.name}@${latest}`, differences };
}

/** What a person must know about it: what breaks for whom, and what to do. Empty when it is released. */
export function explainRelease(entity: Entity, state: ReleaseState): string {
  switch (state.status) {
    case 'released':
      return '';
    case 'due': {
      const why =
        state.since === undefined ? 'it has never been released' : `it differs from the released ${state.since}`;
      return [
        `${schemaName(entity)} is to be released: ${why}.`,
        ...state.differences.map((difference) => `  ${lineOf(difference)}`),
        'Run: npx headwater schemas release',
      ].join('\n');
    }
    case 'refused':
      return [`${schemaName(entity)} cannot be released:`, ...state.problems.map((problem) => `  ${problem}`)].join(
        '\n',
      );
  }
}

/** `/title: it was removed`, with who breaks. */
export function lineOf({ field, what, breaks }: SchemaDifference): string {
  return `${field}: ${what}${breaks.length > 0 ? ` (breaks ${breaks.join(' and ')})` : ''}`;
}

function problemsOf(entity: Entity, latest: number, differences: readonly SchemaDifference[]): readonly string[] {
  const { name, version, evolve = {} } = entity;
  if (version < latest) {
    return [`${name}@${latest} has been released, and a version never goes back: set version: ${latest} or higher.`];
  }
  if (version > latest) {
    const missing = [...Array(version).keys()].filter((from) => from >= latest && !evolve[from]);
    return missing.map(
      (from) =>
        `evolve has no function from ${from}: events of ${name}@${from} that are on their way, or replayed, would be ` +
        `rejected. Add evolve: { ${from}: (row) => ({ ...row }) }.`,
    );
  }
  const breaking = differences.filter(({ breaks }) => breaks.length > 0);
  if (breaking.length === 0) return [];
  return [
    ...breaking.map((difference) => problemOf(schemaName(entity), difference)),
    `Undo it, or make a new version: version: ${latest + 1}, and evolve: { ${latest}: (row) => ... } that makes its rows of ` +
      `the older ones (docs/schemas.md). Then run: npx headwater schemas release`,
  ];
}

function problemOf(schema: string, { field, what, breaks }: SchemaDifference): string {
  const broken: Record<Broken, string> = {
    consumers: `consumers break that read its events with the released ${schema}`,
    'older rows':
      'rows that are out there do not fit: items in the table, events to be replayed, documents in the stores',
  };
  return `${field}: ${what}: ${breaks.map((who) => broken[who]).join('; and ')}.`;
}
