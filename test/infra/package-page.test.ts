/** The snippet of docs/package.md for a stack of one's own, beside the README's "Make it yours": it synthesizes as it stands. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'headwater-page-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** @returns the first block of TypeScript after a heading */
function snippet(page: string, heading: string): string {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return /```ts\n([^]*?)```/.exec(text.slice(text.indexOf(heading)))?.[1] ?? '';
}

test('the construct beside the definition of the README', () => {
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  symlinkSync(ROOT, join(folder, 'node_modules/headwater'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(folder, 'headwater.config.ts'), snippet('README.md', '## Make it yours'));
  writeFileSync(join(folder, 'app.ts'), snippet('docs/package.md', '## The construct: in a stack of your own'));
  const env = {
    ...process.env,
    CDK_OUTDIR: join(folder, 'made'),
    CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [] }),
    NODE_OPTIONS: '',
  };
  execFileSync(process.execPath, ['app.ts'], { cwd: folder, env, stdio: 'pipe' });

  const template = readFileSync(join(folder, 'made/Till.template.json'), 'utf8');
  expect(template).toContain('"TableCatalogue": {');
  expect(template).toContain('"ConsumerSearch": {');
});
