/** `put`, `delete` and `seed` as a user runs them: what is written is found, what is deleted is gone, everywhere. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { untilTrue } from '../support/until.ts';
import { headwater } from './support/headwater.ts';
import { connectPipeline, type Pipeline } from './support/pipeline.ts';

const directory = mkdtempSync(join(tmpdir(), 'headwater-put-'));
let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await connectPipeline();
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function file(name: string, ...lines: readonly unknown[]): string {
  const path = join(directory, name);
  writeFileSync(path, lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return path;
}

const film = (id: string, title: string) => ({ id, title, releaseDate: '2011-10-23', price: 4.99 });
const isIndexed = async (entity: string, key: string): Promise<boolean> =>
  (await pipeline.document(entity, key))?.marks.deleted === false;

test('a row that was put is found by search, and one that was deleted is not', async () => {
  const put = await headwater(['put', 'film', '--file', file('a', film('put-1', 'Zyzzyva')), '--json']);
  expect(put).toMatchObject({ code: 0 });
  expect(JSON.parse(put.stdout)).toMatchObject({ written: 1, rows: [{ key: 'put-1', effect: 'new' }] });
  await untilTrue('put-1 is in the index', () => isIndexed('film', 'put-1'));
  const found = await headwater(['search', 'film', 'zyzzyva', '--json']);
  expect(found.stdout).toContain('put-1');

  expect(await headwater(['delete', 'film', 'put-1'])).toMatchObject({ code: 0 });
  await untilTrue('put-1 is gone from the index', async () => !(await isIndexed('film', 'put-1')));
  expect(await headwater(['delete', 'film', 'put-1'])).toMatchObject({ code: 1 });
});

test('nothing is written of a file with a record that would be rejected', async () => {
  const path = file('b', film('put-2', 'Fine'), film('put-3', ''));
  const { code, stdout } = await headwater(['put', 'film', '--file', path]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/line 2: film put-3: \/title must/);
  expect(await headwater(['delete', 'film', 'put-2', '--dry-run'])).toMatchObject({ code: 1 });
});

test('a seed writes rows of several entities', async () => {
  const stock = { filmId: 'put-4', store: 'osaka', quantity: 3, sold: 0, revenue: 0 };
  const lines = [
    { entity: 'film', row: film('put-4', 'Quincunx') },
    { entity: 'stock', row: stock },
  ];
  const { code, stdout } = await headwater(['seed', '--file', file('c', ...lines), '--json']);
  expect({ code, report: JSON.parse(stdout) as unknown }).toMatchObject({ code: 0, report: { written: 2 } });
  await untilTrue('both are in the index', async () => {
    return (await isIndexed('film', 'put-4')) && (await isIndexed('stock', 'put-4|osaka'));
  });
});
