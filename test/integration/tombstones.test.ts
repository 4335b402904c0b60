/** The deployed purge, called as its schedule would. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeAll, expect, test } from 'vitest';
import { openSearch } from '../../operations/deployment/search.ts';
import { tombstonesNeededSince } from '../../shared/domain/retention/tombstone-retention.ts';
import { changesOf } from '../contract/search-store.changes.ts';
import { untilTrue } from '../support/until.ts';
import { filmItem as film } from '../support/stream-records.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await connectPipeline();
});

async function purge(): Promise<void> {
  const { endpoint, region } = pipeline.session.clients.dynamoDb.config;
  const lambda = new LambdaClient({ region, ...(endpoint && { endpoint }) });
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'headwater-dev-tombstone-purge' }));
  expect(answer.FunctionError).toBeUndefined();
}

test('a tombstone that outlived every redelivery goes; a younger one stays, and still blocks older changes', async () => {
  const { store } = openSearch(pipeline.session);
  const [old, young] = [unique('old'), unique('young')];
  const { created, deleted } = changesOf('film');
  const outlived = new Date((tombstonesNeededSince(pipeline.session.definition, Date.now()) ?? NaN) - 1_000);
  await store.apply([{ ...deleted(old, 1), at: outlived.toISOString() }]);
  await pipeline.put(film(young));
  await untilTrue('the film is there', async () => (await pipeline.document('film', young)) !== undefined);
  await pipeline.remove(`FILM#${young}`, 'FILM');
  await untilTrue('the film is gone', async () => (await pipeline.document('film', young))?.marks.deleted === true);
  await store.refresh('film');

  await purge();

  expect(await pipeline.document('film', old)).toBeUndefined();
  expect((await pipeline.document('film', young))?.marks.deleted).toBe(true);
  expect(await store.apply([created(young, 1, { id: young })])).toEqual([{ status: 'stale' }]);
});
