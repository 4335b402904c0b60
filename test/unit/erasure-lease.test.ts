/** Erasure beside compactions, gatherings and other erasures, on a bucket in memory: it wins, or says that it did not. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { notErased } from '../../operations/forget/erase.ts';
import type { Manifest } from '../../shared/domain/history/compaction.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import type { SnapshotStore } from '../../shared/ports/snapshot-store.ts';
import { calls, change, erase, left, lived, person, stateOf } from '../support/erased-lake.ts';
import type { TestLake } from '../support/test-lake.ts';

/** Lets `others` run before the chosen calls of the erasure, by their number. */
function interleaved(before: ReadonlySet<number>, others: () => Promise<unknown>) {
  let calledSoFar = 0;
  return (store: SnapshotStore): SnapshotStore =>
    new Proxy(store, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...values: unknown[]) => unknown;
        return async (...values: unknown[]) => {
          calledSoFar += 1;
          if (before.has(calledSoFar)) await others();
          return method.call(target, ...values);
        };
      },
    });
}

/** New history and a run that takes it in. */
async function compactMore(lake: TestLake, sequence: number): Promise<void> {
  lake.archive([change('created', `other-${sequence}`, sequence, 'Other')]);
  await lake.compact().catch((error: unknown) => {
    if (!(error instanceof HeadwaterError)) throw error;
  });
}

test(
  'compactions before every call of an erasure: it wins, and no other row is lost',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }), async (before) => {
        const lake = await lived();
        let sequence = 100;
        await erase(
          lake,
          calls(),
          interleaved(new Set(before), () => compactMore(lake, (sequence += 1))),
        );
        expect(await left(lake)).toBe(0);
        await lake.compact();
        expect(await left(lake)).toBe(0);
        expect(await stateOf(lake)).toMatchObject({ current: 0, changes: 4 });
        const [others] = await lake.query(
          `SELECT count(*)::INTEGER AS n FROM person_current WHERE _key LIKE 'other-%'`,
        );
        expect(others).toEqual({ n: sequence - 100 });
      }),
      { numRuns: 15 },
    );
  },
);

test('overtaken each time it takes the lease: it says so, and has not begun', { timeout: 60_000 }, async () => {
  const lake = await lived();
  const before = await left(lake);
  let sequence = 100;
  const erasing = erase(lake, calls(), (store) => ({
    ...store,
    publish: async (manifest, replaces) => {
      await compactMore(lake, (sequence += 1));
      return store.publish(manifest, replaces);
    },
  }));
  await expect(erasing).rejects.toMatchObject({ code: 'HW_SNAPSHOT_OVERTAKEN' });
  expect(await left(lake)).toBeGreaterThanOrEqual(before);
  await erase(lake);
  expect(await left(lake)).toBe(0);
});

test('one that fails gives its lease back: the next one need not wait', async () => {
  const lake = await lived();
  let failures = 1;
  const failing = erase(lake, calls(), (store) => ({
    ...store,
    publish: (manifest, replaces) =>
      manifest.files.length > 0 && manifest.erasing === undefined && failures-- > 0
        ? Promise.reject(new Error('the disk is full'))
        : store.publish(manifest, replaces),
  }));
  await expect(failing).rejects.toThrow('the disk is full');
  const before = lake.now;
  await erase(lake);
  expect(lake.now).toBe(before);
  expect(await left(lake)).toBe(0);
});

test('a compactor that knows no lease drops it: tried again, and in the end said plainly', async () => {
  const lake = await lived();
  let rounds = 0;
  const older =
    (most: number) =>
    (store: SnapshotStore): SnapshotStore => ({
      ...store,
      publish: async (manifest, replaces) => {
        await store.publish(manifest, replaces);
        if (manifest.erasing === undefined || (rounds += 1) > most) return;
        const stored = await store.manifest(person.name);
        const { erasing: _, ...dropped } = stored?.manifest as Manifest;
        await store.publish({ ...dropped, writtenAt: new Date(rounds).toISOString() }, stored?.tag);
      },
    });

  const failed = await erase(lake, calls(), older(Infinity)).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'HW_SNAPSHOT_OVERTAKEN' });
  expect(rounds).toBe(5);
  const told = notErased({ entity: person, address: { key: 'zeb', item: undefined } }, failed);
  expect(told).toMatchObject({ isFinding: true, message: expect.stringContaining('person zeb is NOT erased') as string });

  rounds = 0;
  await erase(lake, calls(), older(4));
  expect(await left(lake)).toBe(0);
});

test('while an erasure is at work, a compaction and a gathering are busy; a lease that nobody gave back ends', async () => {
  const lake = await lived();
  const statuses: string[] = [];
  await erase(lake, calls(), (store) => ({
    ...store,
    publish: async (manifest, replaces) => {
      if (manifest.erasing === undefined) {
        lake.archive([change('created', 'cid', 9, 'Cid')]);
        statuses.push((await lake.compact()).status, (await lake.gather()).status);
      }
      return store.publish(manifest, replaces);
    },
  }));
  expect(statuses[0]).toBe('busy');
  expect(['busy', 'unchanged']).toContain(statuses[1]);
  expect((await lake.compact()).status).toBe('written');

  const dying = await lived();
  await expect(erase(dying, { n: 0, dieAt: 4 })).rejects.toThrow('died');
  expect((await dying.compact()).status).toBe('busy');
  dying.now += 3_600_000;
  expect((await dying.compact()).status).toBe('written');
});
