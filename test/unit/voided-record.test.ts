/** The record of voided changes: of repairs at once none loses what another wrote, and what cannot be read is not overwritten. */
import { expect, test } from 'vitest';
import { createMemoryBucketFiles } from '../../shared/adapters/memory/bucket-files.ts';
import { voidedKey } from '../../shared/domain/change/voided.ts';
import { recordVoided, voidedIn } from '../../shared/runtime/verify/voided-record.ts';

function voided(id: string) {
  const at = '2026-11-24T11:00:00.000Z';
  return { id, key: 'k', position: `g/${id}`, at, reason: 'r', object: 'o', voidedAt: at } as const;
}

test('of repairs at once each is kept', async () => {
  const files = createMemoryBucketFiles(new Map());
  const ids = ['1', '2', '3', '4'];

  await Promise.all(ids.map((id) => recordVoided(files, 'film', [voided(id)])));

  expect((await voidedIn(files, 'film')).map(({ id }) => id).toSorted()).toEqual(ids);
});

test.each([
  '{',
  'null',
  '[]',
  '{"format":2}',
  '{"format":1,"entity":"stock","voided":[]}',
  '{"format":1,"entity":"film","voided":[{}]}',
])('%s is no record, and stays', async (text) => {
  const files = createMemoryBucketFiles(new Map());
  await files.write(voidedKey('film'), Buffer.from(text));

  await expect(voidedIn(files, 'film')).rejects.toMatchObject({ code: 'HW_VOIDED_DAMAGED' });
  await expect(recordVoided(files, 'film', [voided('1')])).rejects.toMatchObject({ code: 'HW_VOIDED_DAMAGED' });

  expect(Buffer.from((await files.read(voidedKey('film'))) ?? []).toString()).toBe(text);
});
