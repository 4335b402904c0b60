/**
 * `node test/arm64/compactor.ts <command that runs node as arm64>`: builds the compactor for Lambda, has it fold and merge
 * history under that command, and compares its snapshot with what this machine's DuckDB makes of the same files.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { writeLake } from '../../bench/lake-data.ts';
import config from '../fixtures/shop/headwater.config.ts';
import { project } from '../../shared/project/project.ts';
import { buildBundle } from '../../infra/constructs/bundle.ts';
import { latestPerKey } from '../../shared/adapters/duckdb/latest.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import { analyticsEntities, entityNamed } from '../../shared/domain/definition/lookup.ts';

const film = entityNamed(analyticsEntities(config), 'film');
const bucket = `arm64-${randomUUID()}`;
const settings = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
Object.assign(process.env, settings);
const endpoint = process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566';
const client = createS3Client(endpoint);
const directory = mkdtempSync(join(tmpdir(), 'headwater-arm64-'));

/** Runs inside: two folds, then a merge of each bucket. */
const DRIVER = `
const { handler } = await import('./index.mjs');
const [first, second] = JSON.parse(process.argv[2]);
const task = (kind, rest) => handler({ task: { kind, entity: 'film', bucketBits: 1, ...rest } });
const parts = [...(await task('fold', { objects: first })), ...(await task('fold', { objects: second }))];
const files = [];
for (const bucket of [0, 1]) {
  const own = parts.filter((part) => part.bucket === bucket).map(({ key }) => key);
  files.push(await task('merge', { bucket, parts: own }));
}
console.log(JSON.stringify({ arch: process.arch, node: process.version, files }));
`;

try {
  await writeLake(directory, film, { changes: 40_000, keys: 8_000, perFile: 2_000 });
  const below = readdirSync(join(directory, 'history'), { recursive: true, encoding: 'utf8' });
  const objects = below.filter((file) => file.endsWith('.parquet')).map((file) => join('history', file));
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const Key of objects) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: readFileSync(join(directory, Key)) }));
  }
  const asset = join(directory, 'asset');
  buildBundle('functions/compactor/handler.ts', asset, { config: project().config, duckDb: 'linux-arm64' });
  writeFileSync(join(asset, 'driver.mjs'), DRIVER);

  const [command = '', ...args] = process.argv.slice(2);
  const halves = JSON.stringify([objects.slice(0, objects.length / 2), objects.slice(objects.length / 2)]);
  const env = { ...settings, AWS_ENDPOINT_URL: endpoint, HEADWATER_ANALYTICS_BUCKET: bucket };
  const told = execFileSync(command, [...args, join(asset, 'driver.mjs'), halves], { encoding: 'utf8', env });
  const { arch, node, files } = JSON.parse(told) as { arch: string; node: string; files: { key: string }[] };

  const keys = files.map(({ key }) => key);
  const snapshot = await createS3SnapshotStore({ client, bucket }).download(keys, join(directory, 'snapshot'));
  const history = objects.map((key) => join(directory, key));
  const [rows, differing] = await compared(snapshot, latestPerKey(film, { history }));
  console.log(`${arch}, Node ${node}: ${rows} rows in ${files.length} buckets, ${differing} other than here`);
  if (rows === 0 || differing > 0) process.exitCode = 1;
} finally {
  client.destroy();
  rmSync(directory, { recursive: true });
}

async function compared(snapshot: readonly string[], here: string): Promise<readonly [number, number]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  // A tombstone in a snapshot holds no values.
  const columns =
    "_key, _operation, _position, _at, _event_id, _position_seen, CASE WHEN _operation <> 'deleted' THEN price END";
  const list = snapshot.map((path) => `'${path}'`).join(', ');
  await connection.run(`CREATE TABLE there AS SELECT ${columns} AS price FROM read_parquet([${list}])`);
  await connection.run(`CREATE TABLE here AS SELECT ${columns} AS price FROM (${here})`);
  const counts = await connection.runAndReadAll(`SELECT (SELECT count(*) FROM there)::INTEGER,
    (SELECT count(*) FROM (FROM there EXCEPT ALL FROM here))::INTEGER + (SELECT count(*) FROM (FROM here EXCEPT ALL FROM there))::INTEGER`);
  return counts.getRows()[0] as unknown as readonly [number, number];
}
