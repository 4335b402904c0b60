/** The file of the definition, as an app names it to the construct, to headwaterApp and to synthApp. */
import { App, Stack } from 'aws-cdk-lib/core';
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import headwater from '../fixtures/shop/headwater.config.ts';
import { definitionFileOf } from '../../infra/definition-file.ts';
import { FEATURE_FLAGS } from '../../infra/feature-flags.ts';
import { Headwater } from '../../infra/headwater.ts';
import { headwaterApp } from '../../infra/headwater-app.ts';
import { project } from '../../shared/project/project.ts';

const { config } = project();
const UNBUNDLED = { 'aws:cdk:bundling-stacks': [] };
const outdir = () => mkdtempSync(join(tmpdir(), 'headwater-definition-file-'));

/** Node does not read types: any value can come. */
function constructWith(definitionFile: unknown): Headwater {
  const context = { ...FEATURE_FLAGS, ...UNBUNDLED };
  const stack = new Stack(new App({ context, outdir: outdir(), analyticsReporting: false }), 'Till');
  return new Headwater(stack, 'Sync', { definition: headwater, definitionFile: definitionFile as string });
}

const folder = outdir();
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test.each<[file: unknown, sentence: string]>([
  [undefined, 'is missing: give new URL('],
  [null, 'is null: give new URL('],
  [5, 'is 5: give new URL('],
  ['headwater.config.ts', 'is "headwater.config.ts", which is no absolute path: give new URL('],
  ['https://example.com/headwater.config.ts', 'which names no file of this machine: give new URL('],
  [new URL('https://example.com/headwater.config.ts'), 'which names no file of this machine: give new URL('],
  [join(dirname(config), 'headwater.confg.ts'), 'headwater.confg.ts: did you mean headwater.config.ts?'],
  ['/nowhere/headwater.config.ts', 'there is no file /nowhere/headwater.config.ts: give new URL('],
  [dirname(config), `there is no file ${dirname(config)}`],
  [file('named.ts', 'export const definition = 1;\n'), 'named.ts has no default export: name the file that has'],
  [file('broken.ts', 'const a = ;\n'), 'cannot be read: broken.ts:1: Unexpected ";"'],
])('%o is refused', (definitionFile, sentence) => {
  expect(() => constructWith(definitionFile)).toThrow(sentence);
  expect(() => constructWith(definitionFile)).toThrow('Till/Sync: definitionFile');
  expect(() => headwaterApp(headwater, definitionFile as string)).toThrow(sentence);
});

test.each([config, pathToFileURL(config), pathToFileURL(config).href])(
  '%o is taken, by the construct and the app',
  (definitionFile) => {
    expect(() => constructWith(definitionFile)).not.toThrow();
    expect(() => headwaterApp(headwater, definitionFile, { outdir: outdir(), context: UNBUNDLED })).not.toThrow();
  },
);

test('of CommonJS has its default export by an assignment', () => {
  const commonJs = file('common.cjs', 'module.exports = {};\n');

  expect(definitionFileOf('definitionFile', commonJs)).toBe(commonJs);
});

test.each([
  ['{}, { stage: {} }', /the file of the definition is an object: give new URL/],
  ["'nowhere.ts'", /there is no file .*nowhere\.ts/],
  [`${JSON.stringify(config)}, { stage: {} }`, /^HW_CONFIG: the props of the app are wrong:\n.*stages\?\nCorrect it/],
])('synthApp(%s) tells it in a sentence', async (words, sentence) => {
  const entry = fileURLToPath(new URL('../../infra/synth-app.ts', import.meta.url));
  const app = file('app.mts', `import { synthApp } from ${JSON.stringify(entry)};\nawait synthApp(${words});\n`);
  const { code, stderr } = await new Promise<{ code: number | null; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, [app], { cwd: folder }, (_, __, said) =>
      resolve({ code: child.exitCode, stderr: said }),
    );
  });

  expect(stderr.trim()).toMatch(sentence);
  expect(code).toBe(1);
});
