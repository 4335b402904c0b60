/** Each way into a clone whose headwater.config.ts is wrong: the CDK and the command line tell it in sentences. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const clone = mkdtempSync(join(tmpdir(), 'headwater-clone-'));

beforeAll(() => {
  const parts = ['cdk.json', 'package.json', 'cli', 'face', 'functions', 'infra', 'local', 'operations', 'shared'];
  for (const part of parts) cpSync(join(ROOT, part), join(clone, part), { recursive: true });
  cpSync(join(ROOT, 'test/fixtures/shop'), join(clone, 'shop'), { recursive: true });
  mkdirSync(join(clone, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    // The clone's own Headwater, as everywhere: npm links it to the root.
    symlinkSync(name === 'headwater' ? clone : join(ROOT, 'node_modules', name), join(clone, 'node_modules', name));
  }
});

afterAll(() => {
  rmSync(clone, { recursive: true, force: true });
});

const IMPORTS = `
import { film, stock } from './shop/entities.ts';
import { defineHeadwater } from 'headwater';
const shop = { name: 'shop', partitionKey: { name: 'pk', type: 'string' }, sortKey: { name: 'sk', type: 'string' }, entities: [film, stock] };
`;

interface Mistake {
  readonly config: string;
  readonly sentence: string;
}

const MISTAKES: Readonly<Record<string, Mistake>> = {
  'no default export': {
    config: 'export const shop = 1;\n',
    sentence: 'headwater.config.ts has no default export: write export default defineHeadwater({ ... })',
  },
  'a promise': {
    config: 'export default Promise.resolve({});\n',
    sentence: 'headwater.config.ts exports a promise as default: write export default defineHeadwater({ ... })',
  },
  'a plain object': {
    config: `${IMPORTS}export default { name: 'x', tables: [shop], consumers: [] };\n`,
    sentence: 'headwater.config.ts exports an object that defineHeadwater did not make',
  },
  'a syntax error': {
    config: 'const a = 1;\nconst b = ;\nexport default b;\n',
    sentence: 'headwater.config.ts cannot be read: headwater.config.ts:2: Expression expected',
  },
  'an import that leads nowhere': {
    config: "import { film } from './shop/films.ts';\nexport default film;\n",
    sentence: "Cannot find module 'shop/films.ts' imported from headwater.config.ts",
  },
  'a word that is not there': {
    config: `${IMPORTS}\nexport default defineHeadwater(undefinedThing);\n`,
    sentence: 'headwater.config.ts:6: undefinedThing is not defined',
  },
  'wrong settings': {
    config: `${IMPORTS}export default defineHeadwater({ name: 'x', tables: [{ ...shop, unknownItems: 'skip' }], consumer: [] });\n`,
    sentence:
      'headwater.config.ts is wrong:\n' +
      '  - consumer is no setting: did you mean consumers?\n' +
      `  - table shop: unknownItems is "skip": write 'ignore', 'reject' or 'reject-whole'\n`,
  },
};

const HANDLER: Mistake = {
  config:
    `${IMPORTS}const own = { type: 'function', name: 'own', entities: [stock], handler: 'shop/low-stok/handler.ts' };\n` +
    `export default defineHeadwater({ name: 'x', tables: [shop], consumers: [own] });\n`,
  sentence:
    'consumer own: handler "shop/low-stok/handler.ts": there is no such file: ' +
    'did you mean "shop/low-stock/handler.ts"?',
};

/** Runs Node in the clone with that configuration. */
function run(
  config: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string; readonly said: string }> {
  writeFileSync(join(clone, 'headwater.config.ts'), config);
  const env = { ...process.env, HEADWATER_CONFIG: undefined, NODE_OPTIONS: '', CDK_DISABLE_VERSION_CHECK: '1' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...args], { cwd: clone, env }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, said: stdout + stderr });
    });
  });
}

const SYNTH = ['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '-c', 'stage=dev'];
const STACK = /^\s+at |\.mjs:|This is a bug/m;

test.each(Object.entries(MISTAKES))('%s: by status and by the app of the CDK', async (_, { config, sentence }) => {
  for (const [args, expected] of [
    [['cli/main.ts', 'status'], 2],
    [['infra/app.ts'], 1],
  ] as const) {
    const { code, said } = await run(config, [...args]);

    expect(said).toContain(sentence);
    expect(said).not.toMatch(STACK);
    expect(code).toBe(expected);
  }
});

test.each([
  ['wrong settings', MISTAKES['wrong settings']],
  ['a handler that is not there', HANDLER],
] as [string, Mistake][])('%s: by cdk synth', async (_, { config, sentence }) => {
  const { code, said } = await run(config, SYNTH);

  expect(said).toContain(sentence);
  expect(said).not.toMatch(STACK);
  expect(code).toBe(1);
});

test('with --json status tells it as an object on stdout', async () => {
  const { config, sentence } = MISTAKES['wrong settings'] ?? HANDLER;

  const { code, stdout } = await run(config, ['cli/main.ts', 'status', '--json']);

  const { error } = JSON.parse(stdout) as { readonly error: Readonly<Record<string, string>> };
  expect(Object.keys(error)).toEqual(['code', 'message', 'next']);
  expect(error['message']).toContain(sentence.trim());
  expect(code).toBe(2);
});

test('a wrong configuration does not keep the help back', async () => {
  const { code, said } = await run('export const shop = 1;\n', ['cli/main.ts', 'status', '--help']);

  expect(said).toContain('Usage: headwater status');
  expect(code).toBe(0);
});
