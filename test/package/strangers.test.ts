/**
 * `npm run test:pack`: the packed package in strangers' apps. With pnpm's strict layout and with npm, a CDK app with a table of its own is
 * deployed to a local cloud, written to and searched, and all of that again without a network; nothing is written below node_modules.
 * The faces are imported on Node 20 and 24.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { enterNoNetwork } from './support/no-network.ts';
import { type AppFolder, appWith, modulesOf, pack } from './support/packed.ts';

const repository = join(import.meta.dirname, '../..');
const cloud = {
  HEADWATER_PORT: '4581',
  HEADWATER_OPENSEARCH_PORT: '9281',
  // The servers were installed before; what is theirs alone lies in each app's .local.
  HEADWATER_LOCAL_INSTALLATION: process.env['HEADWATER_LOCAL_INSTALLATION'] ?? join(repository, '.local'),
};

const put = (id: string, title: string): string => `
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({
  endpoint: 'http://127.0.0.1:${cloud.HEADWATER_PORT}', region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const Item = { pk: { S: 'ORDER#${id}' }, title: { S: '${title}' }, total: { N: '12.50' } };
await client.send(new PutItemCommand({ TableName: 'till-orders', Item }));
`;

let archive: string;
beforeAll(() => {
  archive = pack();
}, 600_000);

describe.each(['npm', 'pnpm'] as const)("a stranger's CDK app with a table of its own, by %s", (manager) => {
  let app: AppFolder;
  let modules: readonly string[];

  beforeAll(() => {
    app = appWith(archive, 'test/package/till', manager, undefined, { '@aws-sdk/client-dynamodb': '3.1169.0' });
    modules = modulesOf(app.root);
  }, 600_000);
  afterAll(() => {
    headwaterBy(app.run)('down', '--purge', '--yes');
    rmSync(app.root, { recursive: true, force: true });
  }, 120_000);

  test('it deploys, and what is written to the table is found', { timeout: 900_000 }, async () => {
    await deploysAndFinds(app, app.run, ['7', 'Seven wonders']);
    expect(headwaterBy(app.run)('up')).toContain('nothing changed');
  });

  // Only Linux makes a place without a network.
  test.skipIf(process.platform !== 'linux')(
    'after the first time it needs no network',
    { timeout: 900_000 },
    async () => {
      app.run('node_modules/.bin/cdk', SYNTH);
      headwaterBy(app.run)('down');
      const place = await enterNoNetwork();
      const run = place.within(app);
      try {
        expect(run('node_modules/.bin/node', ['-p', "Object.keys(os.networkInterfaces()) + ''"])).toBe('lo\n');
        await deploysAndFinds(app, run, ['8', 'Eight wonders']);
        run('node_modules/.bin/cdk', SYNTH);
      } finally {
        headwaterBy(run)('down', '--purge', '--yes');
        place.leave();
      }
    },
  );

  test('nothing was fetched, made or written below node_modules', { timeout: 120_000 }, () => {
    const [before, after] = [new Set(modules), new Set(modulesOf(app.root))];
    expect([...after.difference(before)]).toEqual([]);
    expect([...before.difference(after)]).toEqual([]);
  });
});

const SYNTH = ['synth', '--quiet', '--output', 'made'];

function headwaterBy(run: AppFolder['run']): (...words: string[]) => string {
  return (...words) => run('node_modules/.bin/headwater', words, { ...cloud, HEADWATER_STACK: 'Till' });
}

/** From a cloud that is down to an order that is found, and is in both copies. */
async function deploysAndFinds({ root }: AppFolder, run: AppFolder['run'], [id, title]: [string, string]) {
  const headwater = headwaterBy(run);
  expect(headwater('up')).toContain('deployed: stage dev');
  writeFileSync(join(root, 'put.mjs'), put(id, title));
  run('node_modules/.bin/node', ['put.mjs']);

  const found = await until(
    'the order in the index',
    () => {
      const said = headwater('search', 'order', 'wonders', '--json');
      return Promise.resolve(said.includes(title) ? said : undefined);
    },
    60,
  );
  expect(found).toContain('12.5');
  await until(
    'the order in the history',
    () => {
      const said = headwater('query', 'select title from order_history', '--json');
      return Promise.resolve(said.includes(title) || undefined);
    },
    60,
  );
  expect(headwater('verify')).toContain('in step: search order 1/1');
}

describe.each(['20.19.0', '24.21.0'])('on Node %s', (node) => {
  test('each face is imported', { timeout: 600_000 }, () => {
    const app = appWith(archive, 'test/package/empty', 'npm', node);
    const program = `
      const faces = await Promise.all(['headwater', 'headwater/function', 'headwater/cdk'].map((face) => import(face)));
      console.log(process.version, faces.every((face) => Object.keys(face).length > 2));`;
    expect(app.run('node_modules/.bin/node', ['--input-type=module', '-e', program])).toBe(`v${node} true\n`);
    rmSync(app.root, { recursive: true, force: true });
  });
});
