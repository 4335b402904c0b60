import { expect, test } from 'vitest';
import { createFunction } from './support/functions.ts';
import { createTable, mapSource, putItem } from './support/scene.ts';
import { createWitness } from './support/witness.ts';

interface Attempt {
  readonly done?: readonly string[];
  readonly versions?: readonly number[];
}

test('row 2: records that arrive within the batching window reach the function in one invocation', async () => {
  const table = await createTable();
  const witness = await createWitness<Attempt>();
  const reader = await createFunction(
    witness.queue,
    'exports.handler = async ({ Records }) => { await tell({ done: Records.map(idOf) }); };',
  );
  await mapSource(table.streamArn, reader, { BatchSize: 100, MaximumBatchingWindowInSeconds: 3 });

  const ids = Array.from({ length: 30 }, (_, index) => `item-${index}`);
  for (const id of ids) await putItem(table, id);

  const batch = await witness.until('the first invocation', (seen) => seen.at(0)?.done);
  expect(batch).toEqual(ids);
});

test('row 2: with a ParallelizationFactor a key that fails holds up no other key, and each key keeps its order', async () => {
  const table = await createTable();
  const witness = await createWitness<Attempt>();
  const reader = await createFunction(witness.queue, failsOnBlockedKey);
  await putItem(table, 'blocked', { version: 0 });
  const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
  for (const version of [1, 2, 3]) for (const id of keys) await putItem(table, id, { version });

  await mapSource(table.streamArn, reader, { BatchSize: 5, ParallelizationFactor: 10 });

  const versions = await witness.until('the other keys go on', (seen) => {
    const byKey = versionsByKey(seen);
    const finished = [...byKey.values()].filter((list) => list.length === 3);
    return finished.length >= keys.length / 2 ? byKey : undefined;
  });
  expect(versions.has('blocked')).toBe(false);
  for (const list of versions.values()) expect(list).toEqual([1, 2, 3].slice(0, list.length));
});

const failsOnBlockedKey = `
exports.handler = async ({ Records }) => {
  const ids = Records.map(idOf);
  if (ids.includes('blocked')) throw new Error('blocked');
  await tell({ done: ids, versions: Records.map((record) => Number(record.dynamodb.NewImage.version.N)) });
};`;

function versionsByKey(seen: readonly Attempt[]): ReadonlyMap<string, readonly number[]> {
  const byKey = new Map<string, number[]>();
  for (const { done = [], versions = [] } of seen) {
    done.forEach((id, index) => byKey.set(id, [...(byKey.get(id) ?? []), versions[index] ?? Number.NaN]));
  }
  return byKey;
}
