import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, expect, test } from 'vitest';
import { createPace } from '../../../../operations/letters/pace.ts';
import { normalizeAgain } from '../../../../operations/letters/targets.ts';
import type { StreamRecord } from '../../../../shared/adapters/dynamodb/stream-record.ts';
import { filmItem, streamRecord } from '../../../support/stream-records.ts';

interface Answer {
  readonly body: unknown;
  readonly failed?: boolean;
}

let close: () => Promise<unknown> = () => Promise.resolve();
afterEach(() => close());

/** A Lambda endpoint whose answers the test scripts, for a real client over a real socket. */
async function lambda(answer: (records: readonly StreamRecord[], call: number) => Answer) {
  const calls: number[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { Records } = JSON.parse(body) as { Records: StreamRecord[] };
      const { body: result, failed } = answer(Records, calls.push(Records.length));
      response.writeHead(200, failed ? { 'x-amz-function-error': 'Unhandled' } : {}).end(JSON.stringify(result));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  close = () => {
    client.destroy();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { client, calls };
}

const records = Array.from({ length: 250 }, (_, index) => streamRecord(index, { after: filmItem(`f${index}`) }));
const again = (record: StreamRecord | undefined): Answer => {
  return { body: { batchItemFailures: [{ itemIdentifier: record?.dynamodb?.SequenceNumber }] } };
};
const send = (client: LambdaClient) => normalizeAgain(client, 'normalizer', records, () => Promise.resolve());

test('all records are taken when the normalizer reports none', async () => {
  const { client, calls } = await lambda(() => ({ body: { batchItemFailures: [] } }));

  expect(await send(client)).toBe(250);
  expect(calls).toEqual([100, 100, 50]);
});

test('from the lowest reported record on nothing was taken, and nothing more is sent', async () => {
  const { client, calls } = await lambda((batch, call) =>
    call === 2 ? again(batch[30]) : { body: { batchItemFailures: [] } },
  );

  expect(await send(client)).toBe(130);
  expect(calls).toEqual([100, 100]);
});

test.each<[string, Answer]>([
  ['a function that failed', { body: { errorMessage: 'out of memory' }, failed: true }],
  ['an answer that is none', { body: null }],
  ['a report that names no record of the batch', { body: { batchItemFailures: [{ itemIdentifier: '' }] } }],
])('%s has taken nothing', async (_, answer) => {
  const { client } = await lambda(() => answer);

  expect(await send(client)).toBe(0);
});

test('the pace holds over many sends, and a pause gives no right to a burst', async () => {
  let time = 0;
  const waits: number[] = [];
  const pace = createPace(
    10,
    () => time,
    (milliseconds) => {
      waits.push(milliseconds);
      time += milliseconds;
      return Promise.resolve();
    },
  );

  for (const changes of [5, 5, 10]) await pace.wait(changes);
  time += 60_000;
  for (const changes of [5, 5]) await pace.wait(changes);

  expect(waits).toEqual([500, 500, 500]);
});
