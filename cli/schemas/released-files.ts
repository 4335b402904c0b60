import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { Json, JsonObject } from '../../shared/domain/row/json.ts';
import { RECOGNISE_KEYWORD } from '../../shared/domain/schema/moved-keys.ts';
import { readableJson } from '../../shared/domain/row/readable-json.ts';
import { releasedSchema, schemaName } from '../../shared/domain/schema/released-schema.ts';
import type { Releases } from '../../shared/domain/schema/schema-release.ts';
import { project } from '../../shared/project/project.ts';
import { CommandError } from '../errors.ts';

/** Where released schemas are committed: a file `<entity>@<version>.json` each. */
export function schemasDirectory(): string {
  return join(project().directory, 'schemas');
}

/** @throws CommandError when a file is no JSON object */
export async function readReleases(directory: string, entity: Entity): Promise<Releases> {
  const files = existsSync(directory) ? await readdir(directory) : [];
  const releases = new Map<number, JsonObject>();
  for (const file of files) {
    const [, name, version] = /^(.+)@([1-9]\d*)\.json$/.exec(file) ?? [];
    if (name === entity.name) releases.set(Number(version), await readSchema(join(directory, file)));
  }
  return releases;
}

/** Writes the present schema, and how items are recognised, as the release of the entity's version; other versions' files are left as they are. */
export async function writeRelease(directory: string, entity: Entity): Promise<string> {
  await mkdir(directory, { recursive: true });
  const file = `${schemaName(entity)}.json`;
  const recorded = { ...releasedSchema(entity), [RECOGNISE_KEYWORD]: entity.recognise as Json };
  await writeFile(join(directory, file), `${readableJson(recorded)}\n`);
  return file;
}

async function readSchema(path: string): Promise<JsonObject> {
  const damaged = (cause?: unknown): CommandError =>
    new CommandError(`${path} is no JSON object.`, 'Take it back from the version control.', { cause });
  let schema: unknown;
  try {
    schema = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw damaged(cause);
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) throw damaged();
  return schema as JsonObject;
}
