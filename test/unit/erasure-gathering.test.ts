/** Erasure beside a run that gathers old history: a part may be read before it is erased, and written after. */
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { SnapshotStore } from '../../shared/ports/snapshot-store.ts';
import { calls, change, erase, left, lived, SECRET, stateOf } from '../support/erased-lake.ts';
import type { TestLake } from '../support/test-lake.ts';

const DAY = 86_400_000;

/** A deleted row in one small object of several, all taken into a snapshot, of an hour that is long over. */
async function livedLongAgo(): Promise<TestLake> {
  const lake = await lived();
  await lake.compact();
  lake.now += 2 * DAY;
  return lake;
}

/** Erases before a call of a run that gathers; how both end. */
async function eraseBefore(lake: TestLake, name: keyof SnapshotStore, nth = 1) {
  let [seen, erasing] = [0, Promise.resolve()];
  const gathering = lake.gather({
    through: (store) =>
      new Proxy(store, {
        get: (target, called: keyof SnapshotStore) => {
          const method = Reflect.get(target, called) as (...values: unknown[]) => unknown;
          return async (...values: unknown[]) => {
            if (called === name && (seen += 1) === nth) {
              let waits = () => {};
              const waiting = new Promise<void>((resolve) => (waits = resolve));
              // The run's clock stands still meanwhile: a put is given up after 10 s, and the erasure waits for longer.
              erasing = erase(lake, calls(), undefined, () => {
                waits();
                return setTimeout(1);
              }).then(() => undefined);
              await Promise.race([erasing, waiting]);
            }
            return method.call(target, ...values);
          };
        },
      }),
  });
  const [run] = await Promise.allSettled([gathering]);
  await erasing;
  return run;
}

const CALLS = [
  ['history', 1],
  ['publish', 1],
  ['download', 1],
  ['upload', 1],
  ['remember', 1],
  ['manifest', 2],
  ['publish', 2],
] as const;

test.each(CALLS)(
  'a row is erased while a run gathers its history, before %s %i: nothing brings it back',
  { timeout: 30_000 },
  async (name, nth) => {
    const lake = await livedLongAgo();
    const { others } = await stateOf(lake);

    await eraseBefore(lake, name, nth);

    expect(await left(lake)).toBe(0);
    expect(await stateOf(lake)).toEqual({ others, current: 0, changes: 4 });
    for (let later = 0; later < 4; later += 1) {
      lake.now += 2 * 3_600_000;
      await lake.compact();
      await lake.gather();
      expect(await left(lake)).toBe(0);
      expect(await stateOf(lake)).toEqual({ others, current: 0, changes: 4 });
    }
    expect([...lake.objects.keys()].filter((key) => key.startsWith('history/'))).toHaveLength(1);
  },
);

test('a run that begins while a row is being erased, and has read the row before, does not bring it back either', async () => {
  const lake = await livedLongAgo();
  const { others } = await stateOf(lake);
  const [read, published] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  let gathering: Promise<unknown> | undefined;
  const begin = () =>
    lake.gather({
      through: (store) => ({
        ...store,
        upload: async (path, key) => {
          read.resolve(undefined);
          await published.promise;
          return store.upload(path, key);
        },
      }),
    });

  await erase(
    lake,
    calls(),
    (store) => ({
      ...store,
      manifest: async (entity) => {
        const stored = await store.manifest(entity);
        gathering ??= begin();
        await read.promise;
        return stored;
      },
      publish: (manifest, replaces) => store.publish(manifest, replaces).finally(() => published.resolve(undefined)),
    }),
    () => setTimeout(1),
  );

  await gathering;
  expect(await left(lake)).toBe(0);
  expect(await stateOf(lake)).toEqual({ others, current: 0, changes: 4 });
});

test('of an erased change and the same one delivered again, gathering keeps what the erasure left', async () => {
  const lake = await livedLongAgo();
  await erase(lake);
  lake.archive([change('updated', 'zeb', 5, `${SECRET} II`)]);
  expect(await left(lake)).toBeGreaterThan(0);

  for (let run = 0; run < 3; run += 1) {
    await lake.compact();
    await lake.gather();
    lake.now += DAY;
  }

  expect((await stateOf(lake)).changes).toBe(4);
  const held = await lake.query(`SELECT name FROM person_history WHERE _key = 'zeb' AND name IS NOT NULL`);
  expect(held).toEqual([]);
});

test('a run that died while it gathered keeps an erasure waiting for its quarter of an hour, and no longer', async () => {
  const lake = await livedLongAgo();
  const began = lake.now;
  const died = lake.gather({
    through: (store) => ({ ...store, download: () => Promise.reject(new Error('died')) }),
  });
  await expect(died).rejects.toThrow('died');

  await erase(lake);

  expect(lake.now - began).toBeGreaterThanOrEqual(15 * 60_000);
  expect(lake.now - began).toBeLessThan(17 * 60_000);
  expect(await left(lake)).toBe(0);
});

test('what was gathered before is erased with its parts, and parts that are left have nothing of it', async () => {
  const lake = await livedLongAgo();
  await lake.gather();
  const { others } = await stateOf(lake);
  expect(await erase(lake)).toMatchObject({ history: 4 });
  expect(await left(lake)).toBe(0);
  expect(await stateOf(lake)).toEqual({ others, current: 0, changes: 4 });
});

test('one that comes too late writes nothing: an erasure waits for it no longer', async () => {
  const lake = await livedLongAgo();
  const gathering = lake.gather({
    through: (store) => ({
      ...store,
      download: (keys, directory) => {
        const files = store.download(keys, directory);
        lake.now += 15 * 60_000;
        return files;
      },
    }),
  });

  await expect(gathering).rejects.toMatchObject({ code: 'HW_SNAPSHOT_UNAVAILABLE' });
  expect([...lake.objects.keys()].filter((key) => key.includes('gathered-'))).toEqual([]);
});
