/** What every snapshot store does; each store's own test file runs it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Manifest } from '../../shared/domain/history/compaction.ts';
import { bucketKey, resultKey } from '../../shared/dialects/s3/snapshot-key.ts';
import type { SnapshotStore } from '../../shared/ports/snapshot-store.ts';

export interface OpenSnapshots {
  readonly store: SnapshotStore;
  /** Puts an object there as others would. */
  readonly put: (key: string, body: string) => Promise<void>;
}

const HISTORY = 'history/entity=film/date=2026-11-24/hour=18/03bbc971d10184b8efbb22e28bcea154-10.parquet';

function manifest(writtenAt: string): Manifest {
  const nothing = { files: [], retired: [], takenThrough: writtenAt, takenSince: [], bucketBits: 0 };
  return { format: 1, entity: 'film', schema: 'film@1', writtenAt, ...nothing };
}

export function snapshotStoreContract(open: () => Promise<OpenSnapshots>): void {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'headwater-snapshots-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  describe('a snapshot store', () => {
    test("lists an entity's history and nothing else", async () => {
      const { store, put } = await open();
      await put(HISTORY, 'four');
      await put(HISTORY.replace('film', 'films'), 'another entity');
      await put('current/entity=film/bucket=000/x.parquet', 'a snapshot');

      expect(await store.history('film', 0)).toMatchObject([{ key: HISTORY, bytes: 4 }]);
      expect(await store.history('film', Date.now() + 3_600_000)).toEqual([]);
    });

    test('switches from one manifest to the next, and never past one that it has not seen', async () => {
      const { store } = await open();
      expect(await store.manifest('film')).toBeUndefined();
      await store.publish(manifest('2026-11-24T18:00:00.000Z'), undefined);
      const first = await store.manifest('film');
      const overtaken = { code: 'HW_SNAPSHOT_OVERTAKEN' };

      await expect(store.publish(manifest('2026-11-24T19:00:00.000Z'), undefined)).rejects.toMatchObject(overtaken);
      await store.publish(manifest('2026-11-24T20:00:00.000Z'), first?.tag);
      await expect(store.publish(manifest('2026-11-24T21:00:00.000Z'), first?.tag)).rejects.toMatchObject(overtaken);

      expect((await store.manifest('film'))?.manifest).toEqual(manifest('2026-11-24T20:00:00.000Z'));
    });

    test('remembers results', async () => {
      const { store } = await open();
      const key = resultKey('film', 'abc');

      expect(await store.recall(key)).toBeUndefined();
      await store.remember(key, { at: 1, result: [] });
      expect(await store.recall(key)).toEqual({ at: 1, result: [] });
    });

    test('takes and gives files, and says so when one is not there', async () => {
      const { store } = await open();
      const [from, key] = [join(directory, 'file'), bucketKey('film', 3, 'abc')];
      await writeFile(from, 'content');

      expect(await store.upload(from, key)).toBe(7);
      const [path = ''] = await store.download([key], join(directory, 'down'));
      expect(await readFile(path, 'utf8')).toBe('content');
      const missing = store.download([bucketKey('film', 3, 'missing')], join(directory, 'down'));
      await expect(missing).rejects.toMatchObject({ code: 'HW_SNAPSHOT_UNAVAILABLE', retryable: true });
    });

    test('knows the size of what is there, and removes history, also what is gone already', async () => {
      const { store, put } = await open();
      const gathered = HISTORY.replace('03bb', 'gathered-03bb');
      await put(HISTORY, 'four');
      await put(gathered, 'seven..');

      expect(await store.history('film', 0, ({ bytes }) => bytes > 4)).toMatchObject([{ key: gathered }]);
      expect(await store.size(HISTORY)).toBe(4);
      await store.remove([HISTORY]);
      await store.remove([HISTORY]);

      expect(await store.size(HISTORY)).toBeUndefined();
      expect(await store.history('film', 0)).toMatchObject([{ key: gathered, bytes: 7 }]);
    });

    test('removes what is old and not to be kept, and nothing else', async () => {
      const { store, put } = await open();
      const [kept, old] = [bucketKey('film', 0, 'kept'), bucketKey('film', 0, 'old')];
      for (const key of [kept, old, HISTORY, bucketKey('films', 0, 'x')]) await put(key, 'body');
      await store.publish(manifest('2026-11-24T18:00:00.000Z'), undefined);

      expect(await store.sweep('film', new Set([kept]), Date.now() - 3_600_000)).toBe(0);
      expect(await store.sweep('film', new Set([kept]), Date.now() + 3_600_000)).toBe(1);

      expect(await store.download([kept], join(directory, 'kept'))).toHaveLength(1);
      await expect(store.download([old], join(directory, 'kept'))).rejects.toThrow('could not be read');
      expect(await store.history('film', 0)).toHaveLength(1);
      expect(await store.manifest('film')).toBeDefined();
    });
  });
}
