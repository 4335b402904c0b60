/** (b) Queue messages to applied OpenSearch changes: ours against the usual ways. Client CPU only. */
import { Client } from '@opensearch-project/opensearch';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import config from 'headwater:config';
import { StreamRecordReader } from '../shared/adapters/dynamodb/stream-record.ts';
import { MemoryDeadLetters } from '../shared/adapters/memory/dead-letters.ts';
import { createSearchClient } from '../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../shared/adapters/opensearch/search-store.ts';
import { tableOf } from '../shared/domain/definition/lookup.ts';
import type { DeliveredEvent } from '../shared/domain/change/event.ts';
import { liftTo } from '../shared/domain/change/lift.ts';
import { packChanges } from '../shared/domain/change/pack.ts';
import { consume } from '../shared/runtime/consume.ts';
import { startCannedServer } from './canned-server.ts';
import { filmRecords } from './film-records.ts';
import { compare, print } from './measure.ts';

const CHANGES = 5_000;

export async function benchConsume(): Promise<void> {
  await using server = await startCannedServer();
  const batches = batchesOf(CHANGES);
  const client = new Client({ node: server.endpoint });
  const lean = createSearchClient(server.endpoint);
  const store = createOpenSearchStore({ client: lean });
  const counter = { count: () => undefined, flush: () => undefined };
  const redelivery = { delay: () => Promise.resolve() };
  const options = {
    consumer: 'search',
    entities: new Set(['film']),
    lift: liftTo(tableOf(config, 'shop').entities),
    deadLetters: new MemoryDeadLetters(),
    redelivery,
    counter,
  };
  const usual = { name: 'usual: client.bulk with objects, scripted updates', run: () => bulkObjects(client, batches) };
  const measured = await compare(
    [
      usual,
      {
        name: 'headwater: consume, checks, outcomes, raw bulk',
        run: async () => {
          for (const batch of batches) {
            const { batchItemFailures } = await consume(batch, {
              ...options,
              apply: (changes) => store.apply(changes),
            });
            if (batchItemFailures.length > 0) throw new Error('the canned index refused something');
          }
        },
      },
    ],
    // Many: until the compiler and the collector have settled, rounds differ by half.
    { items: CHANGES, rounds: 61 },
  );
  print('(b) queue messages -> OpenSearch (aim: <= 0.5x of bulk with objects)', measured);
  const tutorial = { name: 'tutorial: client.index for each change', run: () => indexEach(client, batches) };
  print('    the same against a request a change', await compare([usual, tutorial], { items: CHANGES, rounds: 3 }));
  await client.close();
}

/** Batches of 10 messages, packed as the normalizer packs them. */
function batchesOf(count: number): readonly SQSEvent[] {
  const table = tableOf(config, 'shop');
  const reader = new StreamRecordReader(table);
  const changes = filmRecords(count).flatMap((record) => {
    const reading = reader.read(record);
    return reading.status === 'changes' ? reading.changes : [];
  });
  const entities = new Map(table.entities.map((entity) => [entity.name, entity]));
  const messages = packChanges('headwater.shop', entities, changes).map(({ event }, index) => {
    const body = `{"version":"0","id":"x","source":"headwater.shop","detail-type":"${event.detailType}","time":"${event.time}","detail":${event.detail}}`;
    return {
      messageId: `m${index}`,
      body,
      receiptHandle: 'r',
      attributes: { ApproximateReceiveCount: '1' },
    } as unknown as SQSRecord;
  });
  return Array.from({ length: Math.ceil(messages.length / 10) }, (_, batch) => ({
    Records: messages.slice(batch * 10, batch * 10 + 10),
  }));
}

async function bulkObjects(client: Client, batches: readonly SQSEvent[]): Promise<void> {
  for (const { Records } of batches) {
    const body = Records.flatMap(({ body: text }) => {
      const { detail } = JSON.parse(text) as DeliveredEvent;
      return detail.changes.flatMap((change) => {
        const row = 'after' in change ? change.after : {};
        const position = 'position' in change ? change.position : '';
        const params = {
          m: 60_000,
          d: { _sync: { p: position, at: Date.parse(change.at), del: !('after' in change) }, ...row },
        };
        return [
          { update: { _index: 'film', _id: change.key, retry_on_conflict: 5 } },
          { scripted_upsert: true, upsert: {}, script: { id: 'apply', params } },
        ];
      });
    });
    const { body: answer } = await client.bulk({ body });
    if (answer.errors) throw new Error('the canned index refused something');
  }
}

async function indexEach(client: Client, batches: readonly SQSEvent[]): Promise<void> {
  for (const { Records } of batches) {
    for (const { body: text } of Records) {
      for (const change of (JSON.parse(text) as DeliveredEvent).detail.changes) {
        await client.index({ index: 'film', id: change.key, body: 'after' in change ? change.after : {} });
      }
    }
  }
}
