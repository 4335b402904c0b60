/** Erasure from the analytics copy, on a bucket in memory. */
import { expect, test } from 'vitest';
import { createMemoryBucketFiles } from '../../shared/adapters/memory/bucket-files.ts';
import { withFilesAtHand } from '../../shared/runtime/erasure/files-at-hand.ts';
import { partFiles } from '../../shared/runtime/erasure/find-rows.ts';
import { calls, change, engine, erase, left, lived, person, SECRET, START, stateOf } from '../support/erased-lake.ts';
import { createTestLake } from '../support/test-lake.ts';

test('a deleted row is erased from history and snapshots; all other rows stay as they are', async () => {
  const lake = await lived();
  const { others } = await stateOf(lake);
  expect(await left(lake)).toBeGreaterThan(3);

  const erased = await erase(lake);

  expect(erased).toMatchObject({ history: 3, current: 1 });
  expect(await left(lake)).toBe(0);
  expect(await stateOf(lake)).toEqual({ others, current: 0, changes: 4 });
  await lake.compact();
  expect(await left(lake)).toBe(0);
  expect(await stateOf(lake)).toEqual({ others, current: 0, changes: 4 });
});

test('a row has as many changes as before, each a tombstone with its own position and time', async () => {
  const lake = await lived();
  const marks = `SELECT _event_id, _position, _at FROM person_history WHERE _key = 'zeb' ORDER BY _event_id`;
  const before = await lake.query(marks);

  await erase(lake);

  expect(await lake.query(marks)).toEqual(before);
  const rows = await lake.query(`SELECT DISTINCT _operation, _cause, _changed, name, homes FROM person_history
    WHERE _key = 'zeb' ORDER BY _operation`);
  const nothing = { _cause: 'erased', _changed: null, name: null, homes: null };
  expect(rows).toEqual([
    { _operation: 'absent', ...nothing },
    { _operation: 'deleted', ...nothing },
  ]);
});

test('an older change that is delivered again does not bring the row back', async () => {
  const lake = await lived();
  await lake.compact();
  await erase(lake);

  lake.archive([change('updated', 'zeb', 5, `${SECRET} II`)]);

  expect(await lake.query(`SELECT * FROM person_current WHERE _key = 'zeb'`)).toEqual([]);
  expect(await left(lake)).toBeGreaterThan(0);
  await erase(lake);
  expect(await left(lake)).toBe(0);
  expect(await lake.query(`SELECT count(*)::INTEGER AS n FROM person_history WHERE _key = 'zeb'`)).toEqual([{ n: 4 }]);
});

test(
  'whenever it dies, no reader sees the row, no change counts twice, and the next run ends it',
  { timeout: 120_000 },
  async () => {
    for (let dieAt = 1; ; dieAt += 1) {
      const lake = await lived();
      const { others } = await stateOf(lake);
      const counted = { n: 0, dieAt };
      const died = await erase(lake, counted).then(
        () => false,
        () => true,
      );
      expect(await stateOf(lake), `died at ${dieAt}`).toEqual({ others, current: 0, changes: 4 });
      await erase(lake);
      expect(await left(lake)).toBe(0);
      expect(await stateOf(lake)).toEqual({ others, current: 0, changes: 4 });
      if (!died) break;
    }
  },
);

test('a compaction that listed history before cannot bring it back', async () => {
  const lake = await lived();
  // It has folded the old objects, and is about to publish what it made of them.
  const racing = lake.compact({
    through: (store) => ({
      ...store,
      publish: async (manifest, replaces) => {
        await erase(lake);
        return store.publish(manifest, replaces);
      },
    }),
  });

  await expect(racing).rejects.toMatchObject({ code: 'HW_SNAPSHOT_OVERTAKEN' });
  expect(await left(lake)).toBe(0);
  await lake.compact();
  expect(await left(lake)).toBe(0);
});

test('a first compaction that is under way is overtaken, too', async () => {
  const lake = createTestLake(person, START + 3_600_000);
  lake.archive([change('created', 'zeb', 1, SECRET)]);
  const racing = lake.compact({
    through: (store) => ({
      ...store,
      publish: async (manifest, replaces) => {
        lake.archive([change('deleted', 'zeb', 2, SECRET)]);
        await erase(lake);
        return store.publish(manifest, replaces);
      },
    }),
  });

  await expect(racing).rejects.toMatchObject({ code: 'HW_SNAPSHOT_OVERTAKEN' });
  expect(await left(lake)).toBe(0);
  expect(await lake.compact()).toMatchObject({ rows: 1, tombstones: 1 });
});

test('one that has read history already never shows it, and what it leaves goes with the next erasure', async () => {
  const lake = createTestLake(person, START + 3_600_000);
  lake.archive([change('created', 'zeb', 1, SECRET)]);
  let erased = false;
  const racing = lake.compact({
    through: (store) => ({
      ...store,
      upload: async (path, key) => {
        if (!erased) {
          erased = true;
          lake.archive([change('deleted', 'zeb', 2, SECRET)]);
          await erase(lake);
        }
        return store.upload(path, key);
      },
    }),
  });

  await expect(racing).rejects.toMatchObject({ code: 'HW_SNAPSHOT_OVERTAKEN' });
  expect(await stateOf(lake)).toMatchObject({ current: 0, changes: 2 });
  await lake.compact();
  expect(await stateOf(lake)).toMatchObject({ current: 0, changes: 2 });
  expect(await left(lake)).toBeGreaterThan(0);
  await erase(lake);
  expect(await left(lake)).toBe(0);
});

test('a compaction that publishes just before is taken into account', async () => {
  const lake = await lived();
  let published = false;

  await erase(lake, calls(), (store) => ({
    ...store,
    publish: async (manifest, replaces) => {
      if (!published) {
        published = true;
        lake.archive([change('created', 'cid', 9, 'Cid')]);
        await lake.compact();
      }
      return store.publish(manifest, replaces);
    },
  }));

  expect(await left(lake)).toBe(0);
  expect(await lake.query(`SELECT name FROM person_current WHERE _key = 'cid'`)).toEqual([{ name: 'Cid' }]);
});

test('a search finds a value wherever it stands in a row, and says whose row it is', async () => {
  const lake = await lived();
  lake.archive([change('created', 'dee', 11, `friend of ${SECRET}`)]);
  const files = createMemoryBucketFiles(lake.objects);
  const found: unknown[] = [];

  await withFilesAtHand(files, await partFiles(files, 'history', 'person'), async (some) => {
    const paths = some.map(({ path }) => path);
    found.push(await engine.count(paths, ['zeb'], [SECRET, 'Quackenbush II Town', 'nowhere']));
  });

  expect(found).toEqual([
    [
      { own: 4, elsewhere: 1 },
      { own: 2, elsewhere: 0 },
      { own: 0, elsewhere: 0 },
    ],
  ]);
});
