/** A manifest or a snapshot file that somebody damaged: the compaction names it and the command that mends it. */
import { describe, expect, test } from 'vitest';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { keyword } from '../../shared/domain/definition/fields.ts';
import { manifestKey } from '../../shared/dialects/s3/snapshot-key.ts';
import { readManifest } from '../../shared/dialects/s3/read-manifest.ts';
import { createTestLake, type TestLake } from '../support/test-lake.ts';

const film = defineEntity({ name: 'film', recognise: 'every-item', fields: { id: keyword() } });
const MANIFEST = manifestKey('film');

function created(id: string): Change {
  const at = '2026-11-24T11:00:00.000Z';
  const position = `2026-11-24T10:00:00.000Z/${id.padStart(40, '0')}`;
  return { id, entity: 'film', key: id, operation: 'created', at, position, after: { id } } as Change;
}

async function compacted(): Promise<{ readonly lake: TestLake; readonly file: string; readonly text: string }> {
  const lake = createTestLake(film);
  lake.archive([created('1')]);
  await lake.compact();
  lake.now += 3_600_000;
  lake.archive([created('2')]);
  const text = Buffer.from(lake.objects.get(MANIFEST)?.body ?? []).toString();
  return { lake, text, file: readManifest('film', text).files[0]?.key ?? '' };
}

/** Typed: a matcher is any. */
const containing = (part: string): unknown => expect.stringContaining(part);
const put = (lake: TestLake, key: string, text: string) =>
  lake.objects.set(key, { body: Buffer.from(text), modified: lake.now });

describe('a manifest', () => {
  test.each([
    ['zero bytes', () => '', 'not JSON'],
    ['cut off', (text: string) => text.slice(0, 100), 'not JSON'],
    ['a list', () => '[]', 'not an object'],
    ['null', () => 'null', 'not an object'],
    ['of a later format', (text: string) => text.replace('"format":1', '"format":2'), 'its format is 2'],
    ['of another entity', (text: string) => text.replace('"entity":"film"', '"entity":"stock"'), '"stock"'],
    ['without files', (text: string) => text.replace('"files"', '"fils"'), 'its files'],
    ['with files of elsewhere', (text: string) => text.replaceAll('current/entity=film/b', 'history/b'), 'its files'],
    [
      'with a time that is none',
      (text: string) => text.replace('"takenThrough":"', '"takenThrough":"x'),
      'takenThrough',
    ],
  ])('%s', async (_, damaged, because) => {
    const { lake, text } = await compacted();
    put(lake, MANIFEST, damaged(text));
    const named = {
      code: 'HW_SNAPSHOT_DAMAGED',
      message: containing(because),
      next: containing('set-aside'),
    };
    await expect(lake.compact()).rejects.toMatchObject({ ...named, message: containing(MANIFEST) });
    await expect(lake.compact()).rejects.toMatchObject(named);
  });
});

test.each([
  ['missing', (lake: TestLake, key: string) => lake.objects.delete(key)],
  ['zero bytes', (lake: TestLake, key: string) => put(lake, key, '')],
  ['text', (lake: TestLake, key: string) => put(lake, key, '{"not":"parquet"}')],
])('a snapshot file, %s', async (_, damage) => {
  const { lake, file } = await compacted();
  damage(lake, file);
  const named = { code: 'HW_SNAPSHOT_DAMAGED', message: containing(file) };
  await expect(lake.compact()).rejects.toMatchObject(named);
});

test('a damaged object keeps no others from being gathered, and stays where it is', async () => {
  const lake = createTestLake(film);
  for (const id of ['1', '2', '3']) lake.archive([created(id)]);
  await lake.compact();
  const [first = ''] = [...lake.objects.keys()].filter((key) => key.startsWith('history/'));
  put(lake, first, '');
  lake.now += 2 * 86_400_000;
  await lake.compact();
  const report = await lake.gather();
  lake.now += 2 * 3_600_000;
  await lake.gather();

  expect(report).toMatchObject({ status: 'gathered', objects: 1 });
  expect(lake.unreadable.map(({ key }) => key)).toContain(first);
  const left = [...lake.objects.keys()].filter((key) => key.startsWith('history/'));
  expect(left).toContain(first);
  expect(left.filter((key) => key.includes('gathered-'))).toHaveLength(1);
});
