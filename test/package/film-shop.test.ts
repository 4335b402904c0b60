/**
 * `npm run test:pack`: the film shop as an app of a stranger: its folder alone, outside the repository, on the packed package. Its verbs
 * are its own, so what they do shows what the tools of the face can.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AppFolder, appWith, pack } from './support/packed.ts';

const repository = join(import.meta.dirname, '../..');
const cloud = {
  HEADWATER_PORT: '4585',
  HEADWATER_OPENSEARCH_PORT: '9285',
  HEADWATER_LOCAL_INSTALLATION: process.env['HEADWATER_LOCAL_INSTALLATION'] ?? join(repository, '.local'),
};

let app: AppFolder;
const headwater = (...words: string[]): string => app.run('node_modules/.bin/headwater', words, cloud);

beforeAll(() => {
  app = appWith(pack(), 'examples/film-shop', 'npm');
}, 900_000);

afterAll(() => {
  headwater('down', '--purge', '--yes');
  rmSync(app.root, { recursive: true, force: true });
}, 120_000);

test('its types are those of the package', { timeout: 300_000 }, () => {
  expect(app.run('node_modules/.bin/tsc', ['--project', '.'])).toBe('');
});

test('its verbs stand beside those of Headwater', { timeout: 60_000 }, () => {
  expect(headwater('--help')).toMatch(/^ {2}verify \[options\][^]*^ {2}demo \[options\][^]*^ {2}drill \[options\]/m);
  expect(headwater('drill', '--help')).toContain('A game day on the local cloud');
  expect(headwater('schemas', 'diff')).toContain('film@1 is what was released');
});

test('it synthesizes by its own entry', { timeout: 300_000 }, () => {
  app.run('npx', ['cdk', 'synth', '--quiet', '--output', 'made']);

  expect(readdirSync(join(app.root, 'made'))).toEqual(
    expect.arrayContaining(['headwater-dev-stores.template.json', 'headwater-dev-pipeline.template.json']),
  );
});

test('it comes up, and the demo ends with table and index in step', { timeout: 900_000 }, () => {
  const said = headwater('demo');

  expect(said).toMatch(/The film shop: 3,201 films and 7,761 stock rows written\./);
  expect(said).toMatch(/Rebuilt from the archive: the film index was emptied/);
  expect(said).toMatch(/^in step: search film [\d,]+\/[\d,]+, search stock/m);
  expect(existsSync(join(app.root, '.local', 'play.lock'))).toBe(false);
});
