/** What an app prints that is refused: once, with the next step, and in somebody's own app with the place in their file. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'headwater-refused-'));
const config = join(folder, 'headwater.config.ts');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

writeFileSync(
  config,
  `import { defineConsumer, defineEntity, defineHeadwater, defineTable, keyword } from '${ROOT}/face/headwater.ts';
const entities = Array.from({ length: 60 }, (_, nth) =>
  defineEntity({ name: 'entity-' + nth, recognise: { pk: 'E' + nth + '#{id}' }, fields: { id: keyword() } }));
const main = defineTable({ name: 'main', partitionKey: { name: 'pk', type: 'string' }, entities });
const all = defineConsumer({ type: 'webhook', name: 'all', entities, url: 'https://example.com/changes' });
const analytics = defineConsumer({ type: 'analytics', name: 'analytics', entities });
export default defineHeadwater({ name: 'big', tables: [main], consumers: [all, analytics] });
`,
);

/** As `cdk` runs it: with a folder for the outcome, which makes the CDK synthesize again at the end of the process. */
function runApp(
  file: string,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const env = {
    ...process.env,
    CDK_OUTDIR: join(folder, 'made'),
    CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], stage: 'dev' }),
    HEADWATER_CONFIG: config,
    NODE_OPTIONS: '',
  };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [file], { cwd: ROOT, env }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}

test('the ready-made app with too many resources says it once, and ends with 1', async () => {
  const { code, stdout, stderr } = await runApp(join(ROOT, 'infra/app.ts'));

  expect(stderr).toMatch(
    /^\nHW_CONFIG: this cannot be deployed:\n {2}- stack big-dev-stores has \d+ resources, .*\nCorrect headwater\.config\.ts as the message says, then deploy again\.\n\n$/,
  );
  expect(stdout).toBe('');
  expect(code).toBe(1);
});

const ARN = 'arn:aws:dynamodb:eu-central-1:111122223333:table/man';

test("a mistake in somebody's own app is shown with the sentence, the next step and the place in their file", async () => {
  const file = join(folder, 'app.ts');
  writeFileSync(
    file,
    `import { App, Stack } from '${ROOT}/node_modules/aws-cdk-lib/core/index.js';
import { Headwater } from '${ROOT}/infra/headwater.ts';
import { Table } from '${ROOT}/node_modules/aws-cdk-lib/aws-dynamodb/index.js';
import definition from './headwater.config.ts';
const stack = new Stack(new App(), 'Theirs');
new Headwater(stack, 'Sync', { definition, definitionFile: '${config}', tables: { man: Table.fromTableAttributes(stack, 'Man', { tableArn: '${ARN}', tableStreamArn: '${ARN}/stream/1' }) } });
`,
  );
  const { code, stderr } = await runApp(file);

  expect(stderr).toMatch(/the definition has no table man: did you mean main\?\nCorrect .*\n {4}at /);
  expect(stderr).toContain(`${file}:6:1`);
  expect(stderr.match(/did you mean main/g)).toHaveLength(1);
  expect(code).toBe(1);
});
