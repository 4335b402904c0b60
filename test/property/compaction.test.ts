/** However history is cut into files, and whenever it is compacted: the snapshot is what any store is left with. */
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { snapshotColumns } from '../../shared/adapters/duckdb/latest.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { CompactionLimits } from '../../shared/domain/history/compaction.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { integer } from '../../shared/domain/definition/fields.ts';
import { askAsAthena } from '../support/as-athena.ts';
import { createTestLake, type TestLake } from '../support/test-lake.ts';
import { changesOf, leftBy, life } from './lives.ts';

const thing = defineEntity({ name: 'thing', recognise: 'every-item', fields: { n: integer() } });

/** Small, so that a few changes take several chunks and runs, and buckets split. */
const TIGHT: CompactionLimits = { bytes: 4_000, objects: 3, chunks: 2 };

/** A key's changes in the order they arrive; each in one file or two, files in the order they are written. */
const history = fc
  .record({
    lives: fc.array(life, { minLength: 1, maxLength: 40, size: 'max' }),
    files: fc.integer({ min: 1, max: 7 }),
  })
  .chain(({ lives, files }) => {
    const changes = lives.map((arrivals, index) => changesOf(arrivals, `k${index}`));
    const places = fc.array(fc.nat(files - 1), { minLength: 1, maxLength: 2 });
    return fc.record({
      changes: fc.constant(changes),
      places: fc.tuple(...changes.flat().map((change) => fc.record({ change: fc.constant(change), places }))),
      // Whether there is a compaction once a file is written.
      compactions: fc.array(fc.boolean(), { minLength: files, maxLength: files }),
    });
  });

function filesOf(places: readonly { readonly change: Change; readonly places: readonly number[] }[], count: number) {
  return Array.from({ length: count }, (_, file) =>
    places.filter((placed) => placed.places.includes(file)).map(({ change }) => change),
  );
}

/** Whatever a snapshot holds, tombstones and marks among it. */
async function snapshotOf(lake: TestLake) {
  const columns = snapshotColumns(thing).map(({ name }) => name);
  const [manifest] = [...lake.objects].filter(([key]) => key.endsWith('manifest.json'));
  if (!manifest) return [];
  const { files } = JSON.parse(Buffer.from(manifest[1].body).toString()) as { files: { key: string }[] };
  const rows = await Promise.all(
    files.map(({ key }) => {
      const file = new Uint8Array(lake.objects.get(key)?.body ?? []).buffer;
      const compressors = { ZSTD: (page: Uint8Array) => new Uint8Array(zstdDecompressSync(page)) };
      return parquetReadObjects({ file, compressors, columns });
    }),
  );
  return rows.flat().toSorted((a, b) => (String(a['_key']) < String(b['_key']) ? -1 : 1));
}

test('compacting in steps or at once gives what `decide` leaves', { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ changes, places, compactions }) => {
      const files = filesOf(places, compactions.length).filter((file) => file.length > 0);
      const [steps, once] = [createTestLake(thing), createTestLake(thing)];
      for (const [index, file] of files.entries()) {
        steps.archive(file);
        once.archive(file);
        steps.now += 1_000;
        if (compactions[index]) await steps.compact({ limits: TIGHT });
      }
      const current = 'SELECT _event_id AS id FROM thing_current ORDER BY id';
      const expected = changes.map(leftBy);
      const ids = expected.flatMap(({ row }) => (row ? [row.id] : [])).toSorted();

      // Fresh before the last compaction: what the snapshot has not taken in is added.
      expect((await steps.query(current)).map(({ id }) => id)).toEqual(ids);
      // Athena takes whole days in again, whatever of them the snapshot has.
      expect((await askAsAthena(steps.objects, thing, current)).map(({ id }) => id)).toEqual(ids);
      while ((await steps.compact({ limits: TIGHT })).left > 0);
      await once.compact();

      expect((await steps.query(current)).map(({ id }) => id)).toEqual(ids);
      const [snapshot, atOnce] = [await snapshotOf(steps), await snapshotOf(once)];
      expect(snapshot).toEqual(atOnce);
      const marks = new Map(
        snapshot.map((row) => [row['_key'], (row['_position_seen'] ?? undefined) as string | undefined]),
      );
      expect(expected.map((_, index) => marks.get(`k${index}`))).toEqual(expected.map((left) => left.marks?.position));
    }),
    { numRuns: 12 },
  );
});
