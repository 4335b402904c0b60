import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { askToSave, isSaved } from '../../../local/kept-data.ts';
import { layoutAt } from '../../../local/layout.ts';
import { startLocalCloud, stopLocalCloud } from '../../../local/local-cloud.ts';

const root = mkdtempSync(join(tmpdir(), 'headwater-kept-'));
const layout = layoutAt(root);
const log = (): void => undefined;
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

test('data that were kept on other ports are not started with, and not dropped either', async () => {
  const kept = join(layout.data, 'kept');
  mkdirSync(layout.data, { recursive: true });
  writeFileSync(kept, JSON.stringify({ miniStack: 4790, openSearch: 9290 }));
  vi.stubEnv('HEADWATER_PORT', '4791');
  vi.stubEnv('HEADWATER_OPENSEARCH_PORT', '9290');

  await expect(startLocalCloud({ log, root })).rejects.toMatchObject({
    code: 'KEPT_ELSEWHERE',
    next: expect.stringContaining('HEADWATER_PORT=4790') as unknown,
  });
  expect(existsSync(kept)).toBe(true);
  expect(await stopLocalCloud({ log, root, keep: true })).toEqual({ wasRunning: false, kept: true });
  expect(await stopLocalCloud({ log, root })).toEqual({ wasRunning: false, kept: false });
});

test('a state is that of the end only when the run has ended, and it was saved anew', async () => {
  const state = join(layout.miniStackData, 'state');
  mkdirSync(state, { recursive: true });
  writeFileSync(join(state, 'dynamodb.json'), '{}');
  expect(isSaved(layout)).toBe(true);
  writeFileSync(join(state, '.headwater-running'), '');
  expect(isSaved(layout)).toBe(false);
  rmSync(join(state, '.headwater-running'));
  await askToSave(layout);
  expect(isSaved(layout)).toBe(false);
});
