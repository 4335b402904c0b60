/** What every bucket does; each adapter's own test file runs it. */
import { describe, expect, test } from 'vitest';
import type { BucketFiles } from '../../shared/ports/bucket-files.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const textOf = (body: Uint8Array | undefined) => body && Buffer.from(body).toString();

export function bucketFilesContract(open: () => Promise<BucketFiles>): void {
  describe('the files of a bucket', () => {
    test('are there once written, and are listed by prefix', async () => {
      const files = await open();
      const before = Date.now() - 60_000;
      await files.write('history/a b=ü.parquet', bytes('four'));
      await files.write('current/c', bytes(''));

      expect(textOf(await files.read('history/a b=ü.parquet'))).toBe('four');
      const listed = await files.list('history/');
      expect(listed).toMatchObject([{ key: 'history/a b=ü.parquet', bytes: 4 }]);
      expect(listed[0]?.modified).toBeGreaterThan(before);
      expect(await files.list('nowhere/')).toEqual([]);
    });

    test('are replaced whole', async () => {
      const files = await open();
      await files.write('a', bytes('one'));
      await files.write('a', bytes('two'));

      expect(textOf(await files.read('a'))).toBe('two');
    });

    test('are replaced on condition that nobody else was faster', async () => {
      const files = await open();

      expect(await files.look('a')).toBeUndefined();
      expect(await files.replace('a', bytes('one'), undefined)).toBe(true);
      expect(await files.replace('a', bytes('two'), undefined)).toBe(false);
      const found = await files.look('a');
      expect(await files.replace('a', bytes('three'), found?.tag)).toBe(true);
      expect(await files.replace('a', bytes('four'), found?.tag)).toBe(false);
      expect(textOf(await files.read('a'))).toBe('three');
    });

    test('are gone once removed, and may be gone already', async () => {
      const files = await open();
      await files.write('a', bytes('one'));
      await files.write('b', bytes('two'));

      await files.remove(['a', 'never there']);
      await files.remove([]);

      expect(await files.read('a')).toBeUndefined();
      expect((await files.list('')).map(({ key }) => key)).toEqual(['b']);
    });
  });
}
