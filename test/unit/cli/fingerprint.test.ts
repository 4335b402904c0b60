/** Whether `up` must deploy: what a deploy is made from, in a project with a CDK entry of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { deployFingerprint } from '../../../cli/deploy/fingerprint.ts';
import shop from '../../fixtures/shop/headwater.config.ts';

const root = mkdtempSync(join(tmpdir(), 'headwater-fingerprint-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
}

const FILES = {
  'headwater.config.ts': 'export default 1;\n',
  'cdk.json': '{ "app": "\\"node_modules/.bin/node\\" app.ts" }\n',
  'app.ts': "import './table.ts';\n",
  'table.ts': 'console.log(1);\n',
};
beforeEach(() => write(FILES));

const config = join(root, 'headwater.config.ts');
const fingerprint = () => deployFingerprint({ ...shop, consumers: [] }, [], { config, directory: root, root });

test('the same again: nothing changed', async () => {
  expect(await fingerprint()).toBe(await fingerprint());
});

test.each(Object.keys(FILES))('it changes with %s', async (name) => {
  const before = await fingerprint();
  const changed = name === 'cdk.json' ? FILES['cdk.json'].replace('}', ', "output": "x" }') : 'console.log(2);\n';
  write({ [name]: changed });

  expect(await fingerprint()).not.toBe(before);
});

test('of a cdk.json that is none the CDK tells, not the fingerprint', async () => {
  write({ 'cdk.json': '{ "app": ' });

  expect(await fingerprint()).toMatch(/^[0-9a-f]{64}$/);
});
