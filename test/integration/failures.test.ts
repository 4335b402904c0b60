import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { localCloudStatus, startLocalCloud } from '../../local/local-cloud.ts';
import { until, untilTrue } from '../support/until.ts';
import { planFaults } from './support/faults.ts';
import { filmItem as film } from '../support/stream-records.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await connectPipeline();
});
afterEach(() => planFaults({}));

const inIndex = (ids: readonly string[]) => async () => {
  const documents = await Promise.all(ids.map((id) => pipeline.document('film', id)));
  return documents.every((document) => document?.marks.deleted === false);
};

test('a poison record lies in the rejected queue with its reason, and the good ones around it arrive', async () => {
  const good = [unique('good'), unique('good')];
  const poison = unique('poison');

  await Promise.all([
    ...good.map((id) => pipeline.put(film(id))),
    pipeline.put(film(poison, { title: { NULL: true } })),
  ]);
  await untilTrue('the good films are in the index', inIndex(good));
  const letter = await until('the poison record is in the rejected queue', () => rejectedLetter(poison));

  expect(letter.attributes).toMatchObject({
    code: 'HW_ROW_INVALID',
    stage: 'normalizer',
    entity: 'film',
    key: poison,
    field: '/title',
  });
  expect(letter.attributes.message).toBe(`film ${poison}: /title must be string`);
  expect(letter.body).toContain(poison);
  expect(await pipeline.document('film', poison)).toBeUndefined();
});

test('a bus that refuses entries loses nothing', async () => {
  const ids = Array.from({ length: 40 }, () => unique('throttled'));
  await planFaults({ putEvents: { failRate: 0.5, seed: 7, errorCode: 'ThrottlingException' } });

  await Promise.all(ids.map((id) => pipeline.put(film(id))));

  await untilTrue('all films are in the index', inIndex(ids));
});

test('a bus outage that outlasts the invocation loses nothing: Lambda delivers the records again', async () => {
  const ids = Array.from({ length: 10 }, () => unique('outage'));
  const invocation = await normalizerTimeout();
  await planFaults({ putEvents: { failRate: 1, errorCode: 'InternalFailure' } });

  await Promise.all(ids.map((id) => pipeline.put(film(id))));
  // What a batch could not publish in its time is reported and counted as Retry when its invocation ends.
  await untilTrue(
    'an invocation has reported unpublished records',
    async () => (await retriesLogged()) > 0,
    invocation + 30,
  );
  await planFaults({});

  await untilTrue('all films are in the index', inIndex(ids));
}, 180_000);

test('duplicate deliveries of stream batches and messages change nothing', async () => {
  const id = unique('twice');
  const { deadLetterUrl } = pipeline.consumer('search');
  const before = await pipeline.messages(deadLetterUrl);
  await planFaults({ streamDeliveries: { duplicate: 5 }, sqsDeliveries: { duplicate: 20 } });

  await pipeline.put(film(id));
  await pipeline.setPrice(id, '1');
  await pipeline.setPrice(id, '2');

  await untilTrue('the last price is in the index', async () => (await pipeline.document('film', id))?.row.price === 2);
  await untilTrue('the buffers are empty', buffersAreEmpty);
  expect((await pipeline.document('film', id))?.row.price).toBe(2);
  expect(await pipeline.messages(deadLetterUrl)).toBe(before);
});

test('a message that is no event of ours goes to the DLQ with its reason, and its batch goes on', async () => {
  const { bufferUrl, deadLetterUrl } = pipeline.consumer('search');
  const before = await pipeline.messages(deadLetterUrl);
  const id = unique('beside');

  await pipeline.session.clients.sqs.send(
    new SendMessageCommand({ QueueUrl: bufferUrl, MessageBody: '{"no":"event"}' }),
  );
  await pipeline.put(film(id));

  await untilTrue('the film beside it is in the index', inIndex([id]));
  await untilTrue('the stranger is in the DLQ', async () => (await pipeline.messages(deadLetterUrl)) === before + 1);
});

test('OpenSearch is down for a while: nothing is lost, and the DLQ is as empty as before', async () => {
  const { deadLetterUrl } = pipeline.consumer('search');
  const before = await pipeline.messages(deadLetterUrl);
  const ids = Array.from({ length: 50 }, () => unique('down'));
  const pid = (await localCloudStatus()).servers.find(({ name }) => name === 'OpenSearch')?.pid;
  if (!pid) throw new Error('OpenSearch of the test cloud is not running');
  process.kill(pid, 'SIGKILL');

  await Promise.all(ids.map((id) => pipeline.put(film(id))));
  await untilTrue(
    'messages wait for OpenSearch',
    async () => (await pipeline.messages(pipeline.consumer('search').bufferUrl)) > 0,
  );
  await startLocalCloud({ log: () => undefined });

  await untilTrue('all films are in the index', inIndex(ids));
  await untilTrue('the buffers are empty', buffersAreEmpty);
  expect(await pipeline.messages(deadLetterUrl)).toBe(before);
}, 180_000);

async function buffersAreEmpty(): Promise<boolean> {
  const waiting = await Promise.all(
    ['search', 'analytics'].map((name) => pipeline.messages(pipeline.consumer(name).bufferUrl)),
  );
  return waiting.every((messages) => messages === 0);
}

async function normalizerTimeout(): Promise<number> {
  const { functionName: FunctionName } = pipeline.normalizer;
  return (await new LambdaClient({}).send(new GetFunctionConfigurationCommand({ FunctionName }))).Timeout ?? 60;
}

const began = Date.now();

/** How many metric lines of the normalizer count retries since the tests began. */
async function retriesLogged(): Promise<number> {
  const { logGroup: logGroupName } = pipeline.normalizer;
  const { events = [] } = await new CloudWatchLogsClient({}).send(
    new FilterLogEventsCommand({ logGroupName, startTime: began }),
  );
  return events.filter(({ message = '' }) => message.includes('"Retry":')).length;
}

interface Letter {
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

async function rejectedLetter(key: string): Promise<Letter | undefined> {
  const { Messages = [] } = await pipeline.session.clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: pipeline.normalizer.rejectedQueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      VisibilityTimeout: 1,
    }),
  );
  for (const { Body = '', MessageAttributes = {} } of Messages) {
    if (MessageAttributes.key?.StringValue !== key) continue;
    const attributes = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]);
    return { body: Body, attributes: Object.fromEntries(attributes) as Letter['attributes'] };
  }
  return undefined;
}
