import config from 'headwater:config';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { eventSchemas } from '../../shared/dialects/eventbridge/event-schema.ts';
import type { JsonObject } from '../../shared/domain/row/json.ts';
import { readableJson } from '../../shared/domain/row/readable-json.ts';
import { releasedSchema, schemaName } from '../../shared/domain/schema/released-schema.ts';
import { explainRelease, releaseState, type ReleaseState } from '../../shared/domain/schema/schema-release.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { noSuch } from '../../operations/no-such.ts';
import { openTerminal, type Terminal } from '../output/terminal.ts';
import { explainKeys, keyReports, type KeyReport } from '../schemas/key-report.ts';
import { readReleases, schemasDirectory, writeRelease } from '../schemas/released-files.ts';
import type { SchemaAction, SchemasOptions } from '../verbs/schemas.ts';

/** What the verb works on: the configuration and the released files, or others in a test. */
export interface SchemasPlace {
  readonly definition: HeadwaterDefinition;
  readonly directory: string;
  readonly terminal: Terminal;
}

export function schemas(action: SchemaAction, names: readonly string[], options: SchemasOptions): Promise<ExitCode> {
  const terminal = openTerminal({ json: options.json ?? false });
  return schemasOf({ definition: config, directory: schemasDirectory(), terminal }, action, names, options);
}

export async function schemasOf(
  place: SchemasPlace,
  action: SchemaAction,
  names: readonly string[],
  { events = false }: SchemasOptions,
): Promise<ExitCode> {
  if (events && action !== 'print') {
    throw new CommandError(
      `--events does not go with ${action}.`,
      'Use it with print: it shows what events look like.',
    );
  }
  const entities = entitiesNamed(place.definition, names);
  switch (action) {
    case 'print':
      return print(place, entities, events);
    case 'diff':
      return diff(place, await statesOf(place, entities));
    case 'release':
      return release(place, await statesOf(place, entities));
  }
}

function print({ definition, terminal }: SchemasPlace, entities: readonly Entity[], events: boolean): ExitCode {
  const printed: [string, JsonObject][] = events
    ? entities.flatMap((entity) =>
        eventSchemas(sourceOf(definition, entity), entity).map(({ name, document }): [string, JsonObject] => [
          name,
          document,
        ]),
      )
    : entities.map((entity) => [schemaName(entity), releasedSchema(entity)]);
  const [only] = printed;
  // One schema stands for itself, so that it can be piped into a generator of types.
  const value = printed.length === 1 && only ? only[1] : Object.fromEntries(printed);
  terminal.result(value, readableJson(value));
  return EXIT.ok;
}

interface Stated {
  readonly entity: Entity;
  readonly state: ReleaseState;
  readonly keys: KeyReport;
}

async function statesOf(
  { definition, directory }: SchemasPlace,
  entities: readonly Entity[],
): Promise<readonly Stated[]> {
  const keys = await keyReports(definition, directory);
  return Promise.all(
    entities.map(async (entity) => ({
      entity,
      state: releaseState(entity, await readReleases(directory, entity)),
      keys: keys.get(entity) ?? { recognition: 'unknown', movedKeys: [] },
    })),
  );
}

function diff({ terminal }: SchemasPlace, stated: readonly Stated[]): ExitCode {
  const moved = explainKeys(stated.map(({ keys }) => keys));
  terminal.result(stated.map(reportOf), [...stated.map(textOf), moved].filter(Boolean).join('\n'));
  const well = stated.every(({ state }) => state.status === 'released') && moved === '';
  return well ? EXIT.ok : EXIT.failed;
}

/** All or nothing: what one release refuses may belong to what another would publish. */
async function release({ terminal, directory }: SchemasPlace, stated: readonly Stated[]): Promise<ExitCode> {
  const refused = stated.filter(({ state }) => state.status === 'refused');
  if (refused.length > 0) {
    const text = `${refused.map(textOf).join('\n')}\nNothing was released.`;
    terminal.result({ released: [], refused: refused.map(reportOf) }, text);
    return EXIT.failed;
  }
  const released: string[] = [];
  for (const { entity, state, keys } of stated) {
    const told = keys.recognition === 'recorded' && keys.movedKeys.length === 0;
    if (state.status === 'due' || !told) released.push(await writeRelease(directory, entity));
  }
  const text = released.map((file) => `schemas/${file} written: commit it`).join('\n');
  terminal.result({ released, refused: [] }, text || 'Nothing to release: the definition is what was released.');
  return EXIT.ok;
}

function reportOf({ entity, state, keys }: Stated): unknown {
  return { schema: schemaName(entity), ...state, ...keys };
}

function textOf({ entity, state, keys }: Stated): string {
  const told = explainRelease(entity, state);
  if (told !== '') return told;
  const unknown =
    keys.recognition === 'unknown'
      ? ' Which keys it had is not recorded: `npx headwater schemas release` records it.'
      : '';
  return `${schemaName(entity)} is what was released.${unknown}`;
}

function entitiesNamed({ tables }: HeadwaterDefinition, names: readonly string[]): readonly Entity[] {
  const all = tables.flatMap(({ entities }) => entities);
  if (names.length === 0) return all;
  return names.map((name) => {
    const entity = all.find((one) => one.name === name);
    if (entity) return entity;
    throw noSuch(
      'entity',
      name,
      all.map((one) => one.name),
    );
  });
}

function sourceOf({ tables }: HeadwaterDefinition, entity: Entity): string {
  const table = tables.find(({ entities }) => entities.includes(entity));
  return `headwater.${table?.name ?? ''}`;
}
