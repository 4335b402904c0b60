import { expect, test } from 'vitest';
import headwater from '../fixtures/shop/headwater.config.ts';
import { purge } from '../../functions/tombstone-purge/purge.ts';
import { tombstonesNeededSince } from '../../shared/domain/retention/tombstone-retention.ts';

const NOW = Date.parse('2026-11-23T18:00:00Z');

async function run(definition: typeof headwater, answer: (entity: string, before: number) => Promise<number>) {
  const counts: Record<string, number> = {};
  const asked: Record<string, number> = {};
  const store = {
    purge: (entity: string, before: number) => {
      asked[entity] = before;
      return answer(entity, before);
    },
  };
  const failure = await purge({
    definition,
    store,
    now: NOW,
    purged: (entity, count) => void (counts[entity] = count),
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { counts, asked, failure };
}

test('tombstones of every searched entity go, and are counted', async () => {
  const before = tombstonesNeededSince(headwater, NOW);

  const { counts, asked } = await run(headwater, (entity) => Promise.resolve(entity === 'film' ? 3 : 0));

  expect(asked).toEqual({ film: before, stock: before });
  expect(counts).toEqual({ film: 3, stock: 0 });
});

test('an entity that fails is told at the end, and keeps no other from it', async () => {
  const { counts, failure } = await run(headwater, (entity) =>
    entity === 'film' ? Promise.reject(new Error('503')) : Promise.resolve(2),
  );

  expect(counts).toEqual({ stock: 2 });
  expect(failure).toBeInstanceOf(AggregateError);
});

test('with an archive that keeps events for ever, tombstones stay', async () => {
  const { asked } = await run({ ...headwater, archiveDays: 0 }, () => Promise.resolve(1));

  expect(asked).toEqual({});
});
