/**
 * `npm run test:create`: from nothing to "my item is found", by npm and by pnpm, without a terminal, on Node 20. Each command of the
 * new app's README is run as it stands there.
 */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pack } from '../package/support/packed.ts';
import { until } from '../support/until.ts';
import {
  commandsInProse,
  create,
  olderNode,
  packCreate,
  repository,
  runLine,
  shellBlocks,
  strangersEnvironment,
  type Manager,
  type Ran,
} from './scaffold.ts';

const { HEADWATER_TRANSCRIPT: transcript } = process.env;
/** What its sentences name for an account: run at the end, on the local cloud in its place. Both ask before they change anything. */
const OF_AN_ACCOUNT: readonly (readonly [RegExp, string])[] = [
  [/run deploy$/, '--require-approval never'],
  [/cdk destroy --all$/, '--force'],
];
const AWS_CLI = 'awscli==1.46.3';

let archives: { readonly headwater: string; readonly create: string };
let node: ReturnType<typeof olderNode>;
beforeAll(() => {
  archives = { headwater: pack(), create: packCreate() };
  node = olderNode();
}, 600_000);

describe.each<[Manager, NodeJS.ProcessEnv]>([
  // From nothing: the servers are installed, too.
  ['npm', { HEADWATER_PORT: '4582', HEADWATER_OPENSEARCH_PORT: '9282', HEADWATER_LOCAL_INSTALLATION: undefined }],
  ['pnpm', { HEADWATER_PORT: '4583', HEADWATER_OPENSEARCH_PORT: '9283', HEADWATER_LOCAL_INSTALLATION: installation() }],
])('by %s', (manager, ports) => {
  let folder: string;
  let app: string;
  let env: NodeJS.ProcessEnv;
  let readme: string;
  const run = async (line: string): Promise<Ran> => {
    const ran = await runLine(line, app, env);
    if (transcript) appendFileSync(transcript, `$ ${line}\n${ran.output}\n`);
    return ran;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headwater-create-'));
    app = join(folder, 'lamp-shop');
    const spec = `file:${archives.headwater}`;
    env = strangersEnvironment({
      ...ports,
      PATH: node.path,
      HEADWATER_PACKAGE: spec,
      CI: 'true',
      HEADWATER_LOCAL_ROOT: undefined,
    });
  });
  afterAll(async () => {
    await runLine('node_modules/.bin/headwater down --purge --yes', app, env);
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  test('from an empty folder to an item that is found', { timeout: 1_200_000 }, async () => {
    const start = Date.now();
    expect(node.version).toMatch(/^v20\./);
    const made = create(archives.create, manager, ['lamp-shop', '--yes'], folder, env);
    expect(made).toMatchObject({ status: 0 });
    readme = readFileSync(join(app, 'README.md'), 'utf8');
    const blocks = shellBlocks(readme);

    let said = '';
    for (const line of blocks.get('Start') ?? []) {
      const ran = await run(line);
      expect(ran, ran.output).toMatchObject({ code: 0 });
      said = ran.output;
    }
    // `start` ends with how to write an item by the AWS CLI and by the SDK.
    expect(said).toContain('aws dynamodb put-item --endpoint-url');
    expect(said).toContain('new PutItemCommand(');
    expect(existsSync(join(app, '.local'))).toBe(true);

    for (const line of blocks.get('Write a row, and find it') ?? []) await untilGood(line);
    console.log(`${manager}, Node ${node.version}: found after ${Math.round((Date.now() - start) / 1000)} s`);
  });

  /** Its copies follow within seconds: what reads them is asked again. */
  async function untilGood(line: string): Promise<void> {
    const ran = await until(
      line,
      async () => {
        const ran = await run(line);
        const found = !/search /.test(line) || ran.output.includes('1 found');
        return ran.code === 0 && found ? ran : undefined;
      },
      60,
    );
    expect(ran.output).not.toBe('');
  }

  test('a row that does not fit is not written, and the message names the field', { timeout: 60_000 }, async () => {
    const exec = manager === 'npm' ? 'npx' : 'pnpm exec';
    const { code, output } = await run(`echo '{"id":"x","titel":"A","price":1}' | ${exec} headwater put product`);
    expect({ code, output }).toMatchObject({
      code: 1,
      output: expect.stringContaining('/titel is not declared') as unknown,
    });
  });

  test(
    'a document that somebody deleted is found missing, and repaired, as the tutorial says',
    { timeout: 120_000 },
    async () => {
      const tutorial = readFileSync(join(repository, 'docs/getting-started.md'), 'utf8');
      const exec = manager === 'npm' ? 'npx ' : 'pnpm exec ';
      const lines = (shellBlocks(tutorial).get('Repair a row') ?? []).map((line) =>
        line.replace('9201', env['HEADWATER_OPENSEARCH_PORT'] ?? '').replace('npx ', exec),
      );
      const codes: (number | null)[] = [];
      for (const line of lines) codes.push((await run(line)).code);

      expect(codes).toEqual([0, 1, 0, 0]);
    },
  );

  test('every other command of the README does what it says', { timeout: 900_000 }, async () => {
    const blocks = shellBlocks(readme);
    for (const line of blocks.get('Is the index right?') ?? []) {
      const ran = await run(line);
      expect(ran, ran.output).toMatchObject({ code: 0 });
    }
    for (const line of [...(blocks.get('Change it') ?? []), ...(blocks.get('Stop') ?? [])]) {
      const ran = await run(line);
      expect(ran, ran.output).toMatchObject({ code: 0 });
    }
    // "The next start has the rows again."
    await run(`${manager} start`);
    await untilGood(blocks.get('Write a row, and find it')?.find((line) => line.includes(' search ')) ?? 'none');
    for (const command of commandsInProse(readme)) {
      if (OF_AN_ACCOUNT.some(([one]) => one.test(command))) continue;
      const { code, output } = await run(command);
      // Without an account the doctor says what is missing, and ends with 1.
      expect(code, output).toBe(command.endsWith('--aws') ? 1 : 0);
    }
  });

  test('an item that the AWS CLI writes, as `start` says, is found', { timeout: 300_000 }, async () => {
    const { output } = await run(`${manager} start`);
    const [, line = ''] = /or its item by the AWS CLI:\n +(.*)/.exec(output) ?? [];
    const tools = join(folder, 'aws');
    const installed = await run(`python3 -m venv ${tools} && ${tools}/bin/pip install --quiet ${AWS_CLI}`);
    expect(installed, installed.output).toMatchObject({ code: 0 });
    const written = await run(line.replace(' aws ', ` ${tools}/bin/aws `));
    expect(written, written.output).toMatchObject({ code: 0 });
    const [, find = ''] = /Find it:\n +(.*)/.exec(output) ?? [];
    await untilGood(manager === 'npm' ? find : find.replace('npx', 'pnpm exec'));
  });

  test('an item that the AWS SDK writes, as `start` says, is found', { timeout: 300_000 }, async () => {
    const { output } = await run(`${manager} start`);
    const [, snippet = ''] = /or by the SDK:\n([^]*?)\nFind it:/.exec(output) ?? [];
    const [, find = ''] = /Find it:\n +(.*)/.exec(output) ?? [];
    writeFileSync(join(app, 'write.mjs'), snippet);
    await run(`${manager === 'npm' ? 'npm install --no-save' : 'pnpm add'} @aws-sdk/client-dynamodb@3.1169.0`);
    expect(await run('node_modules/.bin/node write.mjs')).toMatchObject({ code: 0 });
    await untilGood(manager === 'npm' ? find : find.replace('npx', 'pnpm exec'));
  });

  test(
    '`deploy` makes the two stacks that it names, and `cdk destroy` removes them',
    { timeout: 900_000 },
    async () => {
      const account = {
        ...env,
        AWS_ENDPOINT_URL: `http://127.0.0.1:${ports.HEADWATER_PORT}`,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      };
      const said: string[] = [];
      for (const command of commandsInProse(readme)) {
        const [, unasked] = OF_AN_ACCOUNT.find(([one]) => one.test(command)) ?? [];
        if (unasked === undefined) continue;
        // npm hands on what stands behind --.
        const words = command.startsWith('npm run') ? `${command} -- ${unasked}` : `${command} ${unasked}`;
        const ran = await runLine(words, app, account);
        expect(ran, ran.output).toMatchObject({ code: 0 });
        said.push(ran.output);
      }

      const [deployed = '', destroyed = ''] = said;
      for (const stack of ['lamp-shop-dev-stores', 'lamp-shop-dev-pipeline']) {
        expect(readme).toContain(`\`${stack}\``);
        expect(deployed).toMatch(new RegExp(`✅ +${stack}`));
        expect(destroyed).toMatch(new RegExp(`${stack}: destroyed`));
      }
    },
  );
});

function installation(): string {
  return process.env['HEADWATER_LOCAL_INSTALLATION'] ?? join(repository, '.local');
}
