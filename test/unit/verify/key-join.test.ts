import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDiskJoin } from '../../../shared/adapters/disk/key-join.ts';
import { createMemoryJoin } from '../../../shared/adapters/memory/key-join.ts';
import { keyJoinContract } from '../../contract/key-join.contract.ts';

keyJoinContract('memory', createMemoryJoin);
keyJoinContract('disk', (sides) => createDiskJoin({ sides }));
keyJoinContract('disk, parts divided again and again', (sides) => createDiskJoin({ sides, partBytes: 20_000 }));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'headwater-test-'));
});
afterAll(() => rm(directory, { recursive: true }));

test('its files are yours alone, and gone when it is closed', async () => {
  const one = await createDiskJoin({ sides: 1, directory });
  for (let n = 0; n < 50_000; n += 1) await one.put(0, `key-${n}`, 'x'.repeat(40));
  const [made = ''] = await readdir(directory);

  const { mode } = await stat(join(directory, made));
  expect(mode & 0o077).toBe(0);
  await one.close();

  expect(await readdir(directory)).toEqual([]);
});
