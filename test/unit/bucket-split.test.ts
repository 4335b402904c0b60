/** A snapshot that grows from one bucket to many, over runs of which some die, by real DuckDB. */
import { createHash } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import { snapshotColumns } from '../../shared/adapters/duckdb/latest.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { CompactionLimits, Manifest } from '../../shared/domain/history/compaction.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { integer, keyword } from '../../shared/domain/definition/fields.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { manifestKey } from '../../shared/dialects/s3/snapshot-key.ts';
import type { SnapshotStore } from '../../shared/ports/snapshot-store.ts';
import { createTestLake, type TestLake } from '../support/test-lake.ts';

const thing = defineEntity({
  name: 'thing',
  recognise: 'every-item',
  fields: { id: keyword(), n: integer(), text: keyword() },
});
const COLUMNS = snapshotColumns(thing).map(({ name }) => name);
const [HOUR, START] = [3_600_000, Date.parse('2026-11-24T12:00:00Z')];
const RUNS = 5;
/** What a bucket may have. A run's chunks do not: its history has always to be taken in whole. */
const LIMITS: CompactionLimits = { bytes: 5_000, objects: 2, chunks: 100 };

/** Each key's changes come in order but for a few that come runs later, into hours long gone. */
function shopOf(random: () => number) {
  let sequence = 0;
  const left = new Map<string, number>();
  const late: { readonly run: number; readonly change: Change }[] = [];
  const change = (key: string, at: number): Change => {
    sequence += 1;
    const base = { entity: 'thing', id: `e${sequence}`, key, at: new Date(at).toISOString() };
    const position = positionOf('g', String(sequence));
    const row = { id: key, n: sequence, text: createHash('sha256').update(`${sequence}`).digest('hex') };
    if (left.has(key) && random() < 0.3) {
      left.delete(key);
      return { ...base, position, operation: 'deleted', before: row };
    }
    left.set(key, sequence);
    return { ...base, position, operation: 'created', after: row };
  };
  const run = (nth: number): readonly Change[] => {
    // Few at first; then many; and once many of two keys, so that buckets split that get nothing.
    const keys = nth === 2 ? 2 : 900;
    const made = Array.from({ length: nth === 0 ? 20 : 170 }, () =>
      change(`k${Math.floor(random() * keys)}`, START + nth * HOUR),
    );
    const [now, later] = [made.filter(() => random() < 0.95), new Set(made)];
    for (const one of now) later.delete(one);
    late.push(...[...later].map((one) => ({ run: Math.min(nth + 2, RUNS - 1), change: one })));
    return [...now, ...late.filter((one) => one.run === nth).map((one) => one.change)];
  };
  return { left, run };
}

function manifestOf({ objects }: TestLake): Manifest {
  const object = objects.get(manifestKey('thing'));
  if (!object) throw new Error('there is no snapshot');
  return JSON.parse(Buffer.from(object.body).toString()) as Manifest;
}

async function rowsOf(objects: TestLake['objects'], key: string): Promise<readonly Record<string, unknown>[]> {
  const body = objects.get(key)?.body;
  if (!body) throw new Error(`${key} is not there`);
  const compressors = { ZSTD: (page: Uint8Array) => new Uint8Array(zstdDecompressSync(page)) };
  return parquetReadObjects({ file: new Uint8Array(body).buffer, compressors, columns: COLUMNS });
}

async function union(objects: TestLake['objects'], { files }: Manifest) {
  const rows = (await Promise.all(files.map(({ key }) => rowsOf(objects, key)))).flat();
  return rows.toSorted((a, b) => (String(a['_key']) < String(b['_key']) ? -1 : 1));
}

/** Computed by other means than the engine's. */
function bucketOf(key: unknown, bits: number): number {
  return createHash('md5').update(String(key)).digest().readUInt16BE(0) >> (16 - bits);
}

/** As a process that dies while it writes the next snapshot's files. */
function dyingAt(file: number): (store: SnapshotStore) => SnapshotStore {
  let written = 0;
  return (store) => ({
    ...store,
    upload: (path, key) => {
      written += key.startsWith('current/') ? 1 : 0;
      if (written === file) return Promise.reject(new HeadwaterError('HW_SNAPSHOT_UNAVAILABLE', 'died'));
      return store.upload(path, key);
    },
  });
}

test(
  'from one bucket to sixteen and more, each has its keys, and together what one bucket has',
  { timeout: 120_000 },
  async () => {
    const shop = shopOf(seededRandom('bucket split'));
    const [lake, whole] = [createTestLake(thing), createTestLake(thing)];
    const bits: number[] = [];
    for (let nth = 0; nth < RUNS; nth += 1) {
      const changes = shop.run(nth);
      for (const part of [changes.slice(0, 60), changes.slice(60)]) {
        for (const hour of Map.groupBy(part, ({ at }) => at).values()) {
          lake.archive(hour);
          whole.archive(hour);
        }
      }
      lake.now += HOUR;
      const former = nth === 0 ? undefined : manifestOf(lake);
      const before = former && (await union(lake.objects, former));

      if (nth % 2 === 1) {
        await expect(lake.compact({ limits: LIMITS, through: dyingAt(nth + 1) })).rejects.toThrow('died');
        expect(manifestOf(lake)).toEqual(former);
      }
      expect(await lake.compact({ limits: LIMITS })).toMatchObject({ status: 'written', left: 0 });

      const manifest = manifestOf(lake);
      bits.push(manifest.bucketBits);
      for (const { bucket, key, rows } of manifest.files) {
        const held = await rowsOf(lake.objects, key);
        expect(held).toHaveLength(rows);
        expect(new Set(held.map((row) => bucketOf(row['_key'], manifest.bucketBits)))).toEqual(new Set([bucket]));
      }
      // A reader that had the manifest before the run reads its files after it.
      if (former) expect(await union(lake.objects, former)).toEqual(before);
      const retired = manifest.retired.map(({ key }) => key);
      const live = new Set(manifest.files.map(({ key }) => key));
      expect(retired).toEqual(
        expect.arrayContaining(former?.files.map(({ key }) => key).filter((key) => !live.has(key)) ?? []),
      );
      expect(retired.filter((key) => live.has(key))).toEqual([]);
    }
    await whole.compact();
    const rows = await union(lake.objects, manifestOf(lake));

    expect(bits[0]).toBe(0);
    expect(bits.at(-1)).toBeGreaterThanOrEqual(4);
    expect(bits).toEqual(bits.toSorted((a, b) => a - b));
    expect(manifestOf(whole).bucketBits).toBe(0);
    expect(rows).toEqual(await union(whole.objects, manifestOf(whole)));
    const live = rows.filter((row) => row['_operation'] !== 'deleted').map((row) => [row['_key'], Number(row['n'])]);
    expect(Object.fromEntries(live)).toEqual(Object.fromEntries(shop.left));

    // A day later nobody is at the files of former snapshots.
    lake.now += 25 * HOUR;
    lake.archive([...shop.run(RUNS)].slice(0, 1));
    await lake.compact({ limits: LIMITS });
    const { files, retired } = manifestOf(lake);
    const kept = [...lake.objects.keys()].filter((key) => key.startsWith('current/entity=thing/bucket='));
    expect(kept.toSorted()).toEqual([...files, ...retired].map(({ key }) => key).toSorted());
  },
);
