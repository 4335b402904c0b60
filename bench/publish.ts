/** (a) Stream records to accepted PutEvents requests: ours, packed and not, against the usual way. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import config from 'headwater:config';
import { normalize, type NormalizerPorts } from '../functions/normalizer/normalize.ts';
import { StreamRecordReader } from '../shared/adapters/dynamodb/stream-record.ts';
import { createEventBridgePublisher } from '../shared/adapters/eventbridge/change-publisher.ts';
import { createPutEvents } from '../shared/adapters/eventbridge/put-events.ts';
import { MemoryClaimStore } from '../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../shared/adapters/memory/dead-letters.ts';
import type { TableDefinition } from '../shared/domain/definition/headwater.ts';
import { tableOf } from '../shared/domain/definition/lookup.ts';
import { startCannedServer } from './canned-server.ts';
import { filmRecords } from './film-records.ts';
import { compare, print } from './measure.ts';

const RECORDS = 5_000;

export async function benchPublish(): Promise<void> {
  await using server = await startCannedServer();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new EventBridgeClient({ endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const records = filmRecords(RECORDS);
  const table = tableOf(config, 'shop');
  const unpacked = { ...table, entities: table.entities.map((entity) => ({ ...entity, changesPerEvent: 1 })) };
  const measured = await compare(
    [
      { name: 'usual: unmarshall, stringify, an entry a change, SDK', run: () => usual(client, records) },
      { name: 'headwater, packed', run: () => ours(client, table, records) },
      { name: 'headwater, a change an event', run: () => ours(client, unpacked, records) },
    ],
    { items: RECORDS },
  );
  print('(a) stream records -> PutEvents (aim: packed <= 0.35x, unpacked <= 0.7x)', measured);
  client.destroy();
}

type Records = ReturnType<typeof filmRecords>;

/** As tutorials do it, with requests of ten. It neither validates nor diffs, and reads no FailedEntryCount. */
async function usual(client: EventBridgeClient, records: Records): Promise<void> {
  const entries = records.map(({ eventName = '', dynamodb }) => {
    const plain = (image: unknown) => image && unmarshall(image as Parameters<typeof unmarshall>[0]);
    const detail = { eventName, after: plain(dynamodb?.NewImage), before: plain(dynamodb?.OldImage) };
    return {
      EventBusName: 'bus',
      Source: 'shop',
      DetailType: `film.${eventName}`,
      Time: new Date(),
      Detail: JSON.stringify(detail),
    };
  });
  for (let first = 0; first < entries.length; first += 10) {
    await client.send(new PutEventsCommand({ Entries: entries.slice(first, first + 10) }));
  }
}

async function ours(client: EventBridgeClient, table: TableDefinition, records: Records): Promise<void> {
  const counter = { count: () => undefined, flush: () => undefined };
  const publisher = createEventBridgePublisher({ putEvents: createPutEvents(client, 'bus') });
  const ports: NormalizerPorts = {
    table,
    reader: new StreamRecordReader(table),
    publisher,
    rejected: new MemoryDeadLetters(),
    claims: new MemoryClaimStore(),
    counter,
  };
  for (let first = 0; first < records.length; first += 1000) {
    const { batchItemFailures } = await normalize(records.slice(first, first + 1000), ports, () => 60_000);
    if (batchItemFailures.length > 0) throw new Error('the canned bus refused something');
  }
}
