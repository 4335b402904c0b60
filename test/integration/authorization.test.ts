/** Each deployed function runs as its role: one right taken away is one call refused, and all goes on once it is back. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { beforeAll, expect, test } from 'vitest';
import { untilTrue } from '../support/until.ts';
import { refusals, roleOf, without } from './support/function-roles.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await connectPipeline();
});

const filmKey = (id: string) => ({ pk: { S: `FILM#${id}` }, sk: { S: 'FILM' } });
const shelfKey = (id: string) => ({ pk: { S: `FILM#${id}` }, sk: { S: 'STOCK#store-1' } });
const film = (id: string) => ({
  ...filmKey(id),
  title: { S: 'Denied' },
  releaseDate: { S: '2011-10-23' },
  price: { N: '1' },
});
const shelf = (id: string, quantity: number) => ({
  ...shelfKey(id),
  quantity: { N: String(quantity) },
  sold: { N: '0' },
  revenue: { N: '0' },
});

const writeFilm = (): Promise<void> => pipeline.put(film(unique('denied')));
const runLow = async (): Promise<void> => {
  const id = unique('denied');
  await pipeline.put(shelf(id, 6));
  await pipeline.put(shelf(id, 4));
};
const order = (): Promise<void> => {
  const id = unique('denied');
  const wanted = { filmId: { S: id }, store: { S: 'store-1' }, quantity: { N: '1' }, amount: { N: '10' } };
  const state = { card: { S: 'good' }, state: { S: 'placed' } };
  return pipeline.put({ pk: { S: `ORDER#${id}` }, sk: { S: 'ORDER' }, ...wanted, ...state });
};
const invoke = (FunctionName: string) => async (): Promise<void> => {
  await pipeline.session.clients.lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
};

const rights: readonly (readonly [name: string, action: string, call: () => Promise<void>])[] = [
  ['normalizer-shop', 'events:PutEvents', writeFilm],
  ['normalizer-shop', 'dynamodb:GetRecords', writeFilm],
  ['consumer-search', 'sqs:ReceiveMessage', writeFilm],
  ['consumer-search', 'es:ESHttpPost', writeFilm],
  ['consumer-analytics', 's3:PutObject', writeFilm],
  ['consumer-analytics', 'kms:GenerateDataKey', writeFilm],
  ['consumer-low-stock', 'dynamodb:PutItem', runLow],
  ['consumer-low-stock', 'kms:Decrypt', runLow],
  ['consumer-checkout', 'sqs:DeleteMessage', order],
  ['auditor', 'dynamodb:Scan', invoke('headwater-dev-auditor')],
  ['compactor', 's3:ListBucket', invoke('headwater-dev-compactor')],
  ['tombstone-purge', 'es:ESHttpPost', invoke('headwater-dev-tombstone-purge')],
];

test.each(rights)('%s is refused what its role may not do: %s', async (name, action, call) => {
  const role = await roleOf(pipeline, `headwater-dev-${name}`);
  const before = await refusals(role, action);

  await without(role, action, async () => {
    // A poller asks once a second whether it may read, and may hold a message already.
    await untilTrue(`${name} is refused ${action}`, async () => {
      await call();
      return appears(async () => (await refusals(role, action)) > before);
    });
  });

  const id = unique('allowed');
  await pipeline.put(film(id));
  await untilTrue(`${id} is in the index`, async () => (await pipeline.document('film', id)) !== undefined);
  expect(await refusals(role, action)).toBeGreaterThan(before);
});

/** Whether it comes true within three seconds. */
function appears(holds: () => Promise<boolean>): Promise<boolean> {
  return untilTrue('it appears', holds, 3).then(
    () => true,
    () => false,
  );
}
