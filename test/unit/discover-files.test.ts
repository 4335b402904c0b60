/** Options of discover that lead nowhere are named, before anything is read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkDiscoverOptions, nextAfterDiscover } from '../../cli/commands/discover-files.ts';
import { describePlan, describeReport } from '../../cli/output/discover.ts';

const folder = mkdtempSync(join(tmpdir(), 'headwater-discover-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
const items = join(folder, 'items.jsonl');
writeFileSync(items, '{"pk":{"S":"a"}}');
const written = join(folder, 'written.ts');
writeFileSync(written, '');

const OPTIONS = { out: join(folder, 'headwater.config.ts') };

test.each([
  [{ file: items, partitionKey: 'v', sortKey: 'v' }, /^--partition-key and --sort-key are both "v"/],
  [{ file: items, partitionKey: '' }, /^--partition-key is empty/],
  [{ file: items, sortKey: 'v' }, /^--sort-key was given without --partition-key/],
  [{ file: items, out: '' }, /^--out is empty/],
  [{ file: items, out: folder }, /^--out .* is a folder/],
  [{ file: items, out: join(folder, 'x.txt') }, /^--out .*x\.txt: a definition is a module/],
  [{ file: items, out: join(folder, 'none') }, /^--out .*none: a definition is a module/],
  [{ file: items, out: written }, /is there already, and is not overwritten/],
  [{ file: items, out: join(folder, 'none', 'x.ts') }, /^--out .*: there is no folder .*none/],
  [{ file: '' }, /^--file is empty/],
  [{ file: '-' }, /^--file takes a path, and - is none/],
  [{ file: folder }, /^--file .* is a folder/],
  [{ file: join(folder, 'none') }, /^--file .*: there is no such file/],
  [{ table: '' }, /^--table is empty/],
  [{ table: ' ' }, /^--table is empty/],
  [{ table: 'a', partitionKey: 'pk' }, /^--partition-key and --sort-key are for --file/],
  [{}, /^Give one source of items/],
])('%j', (options, message) => {
  let error: unknown;
  try {
    checkDiscoverOptions({ ...OPTIONS, ...options });
  } catch (thrown) {
    error = thrown;
  }

  expect(error).toMatchObject({
    message: expect.stringMatching(message) as string,
    next: expect.stringMatching(/\.$/) as string,
  });
});

test('what is right is taken', () => {
  expect(() => checkDiscoverOptions({ ...OPTIONS, file: items, partitionKey: 'pk', sortKey: 'sk' })).not.toThrow();
  expect(() => checkDiscoverOptions({ ...OPTIONS, file: items, out: '-' })).not.toThrow();
});

test('the next step works where the file was written', () => {
  const app = join(folder, 'app');
  mkdirSync(join(app, 'node_modules', 'headwater'), { recursive: true });
  mkdirSync(join(app, 'deeper'));

  expect(nextAfterDiscover(folder)).toMatch(/^npm create headwater <folder>/);
  expect(nextAfterDiscover(app)).toBe('npx headwater up');
  expect(nextAfterDiscover(app, 'headwater.config.ts')).toBe('npx headwater up');
  expect(nextAfterDiscover(app, 'other.ts')).toBe('npx headwater --config other.ts up');
  expect(nextAfterDiscover(join(app, 'deeper'))).toBe('npx headwater up');
});

test('one is no plural', () => {
  const report = { table: 'a', items: 1, unrecognised: 0, entities: [], doubts: [], refusals: [] };

  expect(describeReport(report, undefined)).toMatch(/^1 item of a,/);
  expect(describePlan('a', { items: 1, itemsInTable: 1, units: 1, dollars: 0 })).toMatch(
    /about 1 item\. .*about 1 read unit,/,
  );
});
