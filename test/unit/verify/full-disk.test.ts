/** Temporary directories on a disk that is full, or that refuses: whatever fails, none stays behind. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDiskJoin } from '../../../shared/adapters/disk/key-join.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'full-disk-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Whoever is root here gets a disk of 64 KB; others none. */
function mountSmallDisk(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** In place of each file of the join there is a directory: no write can succeed. */
async function refuseWrites(): Promise<void> {
  const [made = ''] = await readdir(directory);
  for (let part = 0; part < 64; part += 1) await mkdir(join(directory, made, '0', String(part)));
}

async function fill(keyJoin: Awaited<ReturnType<typeof createDiskJoin>>): Promise<void> {
  for (let key = 0; key < 64; key += 1) await keyJoin.put(0, `key-${key}`, 'x'.repeat(40_000));
}

test('a join whose files cannot be written is closed without a trace, at once and by several', async () => {
  const keyJoin = await createDiskJoin({ sides: 2, directory });
  await refuseWrites();
  await expect(fill(keyJoin)).rejects.toThrow(/EISDIR/);
  await keyJoin.close();
  expect(await readdir(directory)).toEqual([]);
  await keyJoin.put(0, 'late', 'x'.repeat(40_000));
  await keyJoin.close();
  expect(await readdir(directory)).toEqual([]);
});

test('what was only buffered needs no disk to be closed', async () => {
  const keyJoin = await createDiskJoin({ sides: 2, directory });
  await refuseWrites();
  await keyJoin.put(0, 'key', 'small');
  await keyJoin.close();
  expect(await readdir(directory)).toEqual([]);
});

test('one that is divided again and fails leaves nothing either', async () => {
  const keyJoin = await createDiskJoin({ sides: 2, directory, partBytes: 10 });
  for (let key = 0; key < 1_000; key += 1) await keyJoin.put(0, `key-${key}`, 'x'.repeat(100));
  const joined = keyJoin.joined()[Symbol.asyncIterator]();
  await joined.next();
  await keyJoin.close();
  expect(await readdir(directory)).toEqual([]);
});

test('on a disk of 64 KB', async ({ skip }) => {
  if (!mountSmallDisk()) skip();
  try {
    const keyJoin = await createDiskJoin({ sides: 2, directory });
    await expect(fill(keyJoin)).rejects.toThrow(/ENOSPC/);
    await keyJoin.close();
    expect(await readdir(directory)).toEqual([]);
  } finally {
    execFileSync('umount', [directory]);
  }
});
