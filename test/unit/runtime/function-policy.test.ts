/** A consumer that is a function of the user's sees changes as its own policy leaves them, like every other type. */
import { film } from '../../fixtures/shop/entities.ts';
import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, expect, test, vi } from 'vitest';
import { functionConsumer } from '../../../functions/own/function-consumer.ts';
import { defineConsumer } from '../../../shared/domain/definition/headwater.ts';

afterEach(() => void vi.unstubAllEnvs());

test('a field that its policy drops does not reach the function', async () => {
  vi.stubEnv('HEADWATER_DEAD_LETTER_URL', 'http://127.0.0.1:9/none');
  vi.stubEnv('HEADWATER_BUFFER_URL', 'http://127.0.0.1:9/none');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  const consumer = defineConsumer({
    type: 'function',
    name: 'notices',
    entities: [film],
    policy: { film: { director: 'drop' } },
    handler: 'notices.ts',
  });
  const seen: unknown[] = [];
  const handler = functionConsumer(consumer, (change) => {
    seen.push(change);
    return Promise.resolve(undefined);
  });
  const after = { id: '1', title: 'Alien', director: 'Ridley Scott', releaseDate: '1979-05-25', price: 9.99 };
  const change = { id: 'e-1', key: '1', at: '2026-11-23T18:00:00Z', after };
  const body = {
    source: 'headwater.shop',
    'detail-type': 'film.snapshot',
    time: '2026-11-23T18:00:00Z',
    detail: { schema: `film@${film.version}`, changes: [change] },
  };
  const record = { messageId: 'm', receiptHandle: 'h', body: JSON.stringify(body), attributes: {} };

  const { batchItemFailures } = await handler(
    { Records: [record] } as unknown as SQSEvent,
    { getRemainingTimeInMillis: () => 30_000 } as Context,
  );

  expect(batchItemFailures).toEqual([]);
  expect(seen).toMatchObject([{ after: { id: '1', title: 'Alien' } }]);
  expect(JSON.stringify(seen)).not.toContain('Ridley Scott');
});
