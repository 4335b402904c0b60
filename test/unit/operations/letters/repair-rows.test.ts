import { afterEach, expect, test } from 'vitest';
import { repairRows } from '../../../../operations/letters/repair-rows.ts';
import { film } from '../../../fixtures/shop/entities.ts';
import type { TableDefinition } from '../../../../shared/domain/definition/headwater.ts';
import { hashUnder } from '../../../../shared/domain/row/protect.ts';
import { filmItem } from '../../../support/stream-records.ts';
import { putEventsServer, type Answer } from '../../../support/put-events-server.ts';

const hash = hashUnder(Buffer.from('a key of the test, of 32 bytes or more'));
const shop: TableDefinition = {
  name: 'shop',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  // One event each, so that the bus can take one and refuse another.
  entities: [{ ...film, changesPerEvent: 1, policy: { genre: 'drop', director: 'hash' } }],
};
const READ_AT = Date.parse('2026-11-24T12:00:00.250Z');

let close = (): Promise<unknown> => Promise.resolve();
afterEach(() => close());

async function repair(ids: readonly string[], answer: Answer) {
  const server = await putEventsServer(answer);
  ({ close } = server);
  const session = {
    clients: { eventBridge: server.client },
    definition: { tables: [shop] },
    // No row here is large enough for the bucket.
    deployment: { bus: { name: 'bus' }, normalizers: [{ table: 'shop', claimsBucket: 'large-rows' }] },
  } as unknown as Parameters<typeof repairRows>[0];
  const items = ids.map((id) => {
    const item = filmItem(id, { genre: { S: 'Drama' }, director: { S: 'Ann' } });
    return { id: `letter-${id}`, table: 'shop', item, readAt: READ_AT };
  });
  const taken = await repairRows(session, items, hash);
  return { taken, sent: server.requests.flat() };
}

test('a row goes out under its field policy, as a snapshot of the time it was read, and as a repair', async () => {
  const { taken, sent } = await repair(['f1'], (entries) => entries.map(() => undefined));

  expect(taken).toEqual(['letter-f1']);
  expect(sent).toMatchObject([{ Source: 'headwater.shop', DetailType: 'film.snapshot' }]);
  const { changes } = JSON.parse(sent[0]?.Detail ?? '{}') as { changes: Record<string, unknown>[] };
  expect(changes).toMatchObject([
    { key: 'f1', at: '2026-11-24T12:00:00.250Z', cause: 'repair', after: { id: 'f1', director: hash('Ann') } },
  ]);
  expect(changes[0]).not.toHaveProperty('position');
  expect(sent[0]?.Detail).not.toContain('Drama');
});

test('only what the bus has taken is done with', async () => {
  const { taken } = await repair(['f1', 'f2'], (entries) =>
    entries.map(({ Detail }) => (Detail.includes('"f1"') ? 'InvalidArgument' : undefined)),
  );

  expect(taken).toEqual(['letter-f2']);
});
