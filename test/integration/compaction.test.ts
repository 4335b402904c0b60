/** The deployed compactor, called as its schedule would. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHistory, type History } from '../../shared/adapters/duckdb/history.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import { entityNamed, analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import { literal } from '../../shared/dialects/duckdb/sql-text.ts';
import { filmItem as film } from '../support/stream-records.ts';
import { until, untilTrue } from '../support/until.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';

let pipeline: Pipeline;
let directory: string;
let history: History;
let bucket: string;
beforeAll(async () => {
  pipeline = await connectPipeline();
  directory = await mkdtemp(join(tmpdir(), 'headwater-compaction-'));
  const { deployment, definition, clients } = pipeline.session;
  bucket = deployment.analytics?.bucket ?? '';
  const entities = [entityNamed(analyticsEntities(definition), 'film')];
  history = await openHistory({ directory, entities, origin: { client: clients.s3, bucket } });
});
afterAll(async () => {
  history.close();
  await rm(directory, { recursive: true });
});

async function compact(): Promise<void> {
  const { lambda } = pipeline.session.clients;
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'headwater-dev-compactor' }));
  expect(answer.FunctionError).toBeUndefined();
}

async function rows(view: string, id: string) {
  await history.refresh();
  return (await history.query(`SELECT price FROM ${view} WHERE id = ${literal(id)}`)).rows;
}

test('a snapshot has what was written, without what was deleted; later writes are added to it', async () => {
  const store = createS3SnapshotStore({ client: pipeline.session.clients.s3, bucket });
  const [kept, gone] = [unique('kept'), unique('gone')];
  await pipeline.put(film(kept, { price: { N: '7.5' } }));
  await pipeline.put(film(gone));
  await pipeline.remove(`FILM#${gone}`, 'FILM');
  await untilTrue('all is in the history', async () => {
    return (await rows('film_history', gone)).length === 2 && (await rows('film_history', kept)).length === 1;
  });
  const before = await store.manifest('film');

  await compact();

  const after = await until('there is a manifest', () => store.manifest('film'));
  expect(after.tag).not.toBe(before?.tag);
  expect(after.manifest.files.reduce((sum, { tombstones }) => sum + tombstones, 0)).toBeGreaterThan(0);
  expect(await rows('film_current', kept)).toEqual([{ price: '7.50' }]);
  expect(await rows('film_current', gone)).toEqual([]);
  await pipeline.put(film(kept, { price: { N: '8.5' } }));
  await untilTrue('the new price is current', async () => (await rows('film_current', kept))[0]?.['price'] === '8.50');
});
