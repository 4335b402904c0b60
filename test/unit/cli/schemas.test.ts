import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { schemasOf } from '../../../cli/commands/schemas.ts';
import type { SchemaAction, SchemasOptions } from '../../../cli/verbs/schemas.ts';
import { EXIT } from '../../../cli/errors.ts';
import type { Terminal } from '../../../cli/output/terminal.ts';
import { defineEntity, type Entity } from '../../../shared/domain/definition/entity.ts';
import { integer, keyword, optional } from '../../../shared/domain/definition/fields.ts';
import { releasedSchema } from '../../../shared/domain/schema/released-schema.ts';

const recognise = { pk: 'FILM#{id}' };
const film = defineEntity({ name: 'film', recognise, fields: { id: keyword(), name: keyword() } });
const stock = defineEntity({ name: 'stock', recognise, fields: { id: keyword(), quantity: integer() } });
const withGenre = defineEntity({ ...film, fields: { ...film.fields, genre: optional(keyword()) } });
const renamed = defineEntity({ ...film, fields: { id: keyword(), title: keyword() } });
const second = defineEntity({ ...renamed, version: 2, evolve: { 1: ({ name, ...row }) => ({ ...row, title: name }) } });

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'headwater-schemas-')), 'schemas');
});

async function run(entities: Entity[], action: SchemaAction, names: string[] = [], options: SchemasOptions = {}) {
  const told = { value: undefined as unknown, text: '' };
  const terminal: Terminal = {
    json: false,
    result: (value, text) => void Object.assign(told, { value, text }),
    say: () => undefined,
    note: () => undefined,
    log: () => undefined,
  };
  const table = { name: 'shop', partitionKey: { name: 'pk', type: 'string' }, entities } as const;
  const place = { definition: { name: 'x', tables: [table], consumers: [] }, directory, terminal };
  return { code: await schemasOf(place, action, names, options), ...told };
}

async function fileOf(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(directory, name), 'utf8'));
}

describe('headwater schemas', () => {
  test('diff exits 1 until release has written the files, then 0', async () => {
    expect((await run([film, stock], 'diff')).code).toBe(EXIT.failed);

    expect(await run([film, stock], 'release')).toMatchObject({
      code: EXIT.ok,
      text: 'schemas/film@1.json written: commit it\nschemas/stock@1.json written: commit it',
    });

    expect((await run([film, stock], 'diff')).code).toBe(EXIT.ok);
    expect((await run([film, stock], 'release')).text).toContain('Nothing to release');
  });

  test('diff says which keys change their entity, with an example of each, and exits 1 until that is released', async () => {
    const order = defineEntity({ name: 'order', recognise: { pk: 'ORDER#{id}' }, fields: { id: keyword() } });
    const line = defineEntity({ name: 'line', recognise: { pk: 'ORDER#{id}#LINE#{no}' }, fields: { id: keyword() } });
    await run([order], 'release');

    const { code, text, value } = await run([order, line], 'diff');

    expect(code).toBe(EXIT.failed);
    expect(text).toContain('{ pk: "ORDER#1#LINE#1" } was order, is line now');
    expect(text).toContain('{ pk: "ORDER#1#1" } was order, and no entity recognises it now');
    expect(value).toMatchObject([
      {
        schema: 'order@1',
        status: 'released',
        recognition: 'recorded',
        movedKeys: [
          { item: { pk: 'ORDER#1#LINE#1' }, was: 'order', is: 'line' },
          { item: { pk: 'ORDER#1#1' }, was: 'order', is: null },
        ],
      },
      { schema: 'line@1', status: 'due', recognition: 'unknown', movedKeys: [{ was: 'order', is: 'line' }] },
    ]);

    await run([order, line], 'release');
    expect(await run([order, line], 'diff')).toMatchObject({ code: EXIT.ok });
  });

  test('of a schema that was released without how its items are recognised, the keys are said to be unknown', async () => {
    await mkdir(directory);
    await writeFile(join(directory, 'film@1.json'), JSON.stringify(releasedSchema(film)));

    const { code, text } = await run([film], 'diff');
    expect(text).toContain('film@1 is what was released. Which keys it had is not recorded');
    expect(code).toBe(EXIT.ok);

    await run([film], 'release');
    expect(await fileOf('film@1.json')).toHaveProperty('x-recognise', { pk: 'FILM#{id}' });
    expect((await run([film], 'diff')).text).toBe('film@1 is what was released.');
  });

  test('release takes a compatible change into the same file', async () => {
    await run([film], 'release');

    expect((await run([withGenre], 'release')).code).toBe(EXIT.ok);

    expect(await fileOf('film@1.json')).toHaveProperty('properties.genre');
  });

  test('release refuses an incompatible change, and writes nothing at all', async () => {
    await run([film], 'release');

    const { code, text } = await run([renamed, stock], 'release');

    expect(code).toBe(EXIT.failed);
    expect(text).toMatch(
      /film@1 cannot be released:\n {2}\/name: it was removed: consumers break[^]*Nothing was released\./,
    );
    expect(await readdir(directory)).toEqual(['film@1.json']);
  });

  test('release of a new version leaves the older file as it is', async () => {
    await run([film], 'release');
    const older = await fileOf('film@1.json');

    expect((await run([second], 'release')).code).toBe(EXIT.ok);

    expect(await fileOf('film@1.json')).toEqual(older);
    expect(await fileOf('film@2.json')).toMatchObject({ $id: 'film@2', required: ['id', 'title'] });
    expect((await run([film], 'release')).code).toBe(EXIT.failed);
    expect(await fileOf('film@1.json')).toEqual(older);
  });

  test('diff tells in JSON what broke for whom', async () => {
    await run([film], 'release');

    expect((await run([renamed], 'diff')).value).toMatchObject([
      {
        schema: 'film@1',
        status: 'refused',
        differences: [
          { field: '/name', breaks: ['consumers'] },
          { field: '/title', breaks: ['older rows'] },
        ],
      },
    ]);
  });

  test('print shows one schema by itself, several by name, and those of events by their names in EventBridge', async () => {
    expect((await run([film, stock], 'print', ['film'])).value).toMatchObject({ $id: 'film@1' });
    expect(Object.keys((await run([film, stock], 'print')).value as object)).toEqual(['film@1', 'stock@1']);
    expect(Object.keys((await run([film], 'print', [], { events: true })).value as object)).toEqual([
      'headwater.shop@film.created',
      'headwater.shop@film.updated',
      'headwater.shop@film.deleted',
      'headwater.shop@film.snapshot',
    ]);
  });

  test('what it prints as text is the JSON of it', async () => {
    const { value, text } = await run([film, stock], 'print');

    expect(JSON.parse(text)).toEqual(value);
  });

  test('an entity that is not there is a mistake, and says which there are', async () => {
    await expect(run([film], 'print', ['movie'])).rejects.toMatchObject({
      next: 'Entities: film.',
      isFinding: false,
    });
  });
});
