/**
 * `npm run test:pack`: the packed package in strangers' apps. With pnpm's strict layout and with npm, a CDK app with a table of its own is
 * deployed to a local cloud, written to and searched; the faces are imported on Node 20 and 24.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { type AppFolder, appWith, pack } from './support/packed.ts';

const repository = join(import.meta.dirname, '../..');
const cloud = {
  HEADWATER_PORT: '4581',
  HEADWATER_OPENSEARCH_PORT: '9281',
  // The servers were installed before; what is theirs alone lies in each app's .local.
  HEADWATER_LOCAL_INSTALLATION: process.env['HEADWATER_LOCAL_INSTALLATION'] ?? join(repository, '.local'),
};

const PUT = `
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({
  endpoint: 'http://127.0.0.1:${cloud.HEADWATER_PORT}', region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const Item = { pk: { S: 'ORDER#7' }, title: { S: 'Seven wonders' }, total: { N: '12.50' } };
await client.send(new PutItemCommand({ TableName: 'till-orders', Item }));
`;

let archive: string;
beforeAll(() => {
  archive = pack();
}, 600_000);

describe.each(['npm', 'pnpm'] as const)("a stranger's CDK app with a table of its own, by %s", (manager) => {
  let app: AppFolder;
  const headwater = (...words: string[]): string =>
    app.run('node_modules/.bin/headwater', words, { ...cloud, HEADWATER_STACK: 'Till' });

  beforeAll(() => {
    app = appWith(archive, 'test/package/till', manager, undefined, { '@aws-sdk/client-dynamodb': '3.1169.0' });
  }, 600_000);
  afterAll(() => {
    headwater('down', '--purge', '--yes');
    rmSync(app.root, { recursive: true, force: true });
  });

  test('it deploys, and what is written to the table is found', { timeout: 900_000 }, async () => {
    expect(headwater('up')).toContain('deployed: stage dev');
    writeFileSync(join(app.root, 'put.mjs'), PUT);
    app.run('node_modules/.bin/node', ['put.mjs']);

    const found = await until(
      'the order in the index',
      () => {
        const said = headwater('search', 'order', 'wonders', '--json');
        return Promise.resolve(said.includes('Seven wonders') ? said : undefined);
      },
      60,
    );
    expect(found).toContain('12.5');
    expect(headwater('verify')).toContain('in step: search order 1/1');
    expect(headwater('up')).toContain('nothing changed');
  });
});

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
