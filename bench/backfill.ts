/** (e) Rows of a table to accepted PutEvents requests: a Scan's pages and an export's file, against the usual way. */
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { sendExportFile } from '../functions/export-worker/send-export-file.ts';
import config from 'headwater:config';
import { createDynamoDbItemSource, rowReader } from '../shared/adapters/dynamodb/item-source.ts';
import { createEventBridgePublisher } from '../shared/adapters/eventbridge/change-publisher.ts';
import { createPutEvents } from '../shared/adapters/eventbridge/put-events.ts';
import { MemoryClaimStore } from '../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../shared/adapters/memory/dead-letters.ts';
import { tableOf } from '../shared/domain/definition/lookup.ts';
import { sendRows, type RowSending } from '../shared/runtime/send-rows.ts';
import { FILMS_A_PAGE, startCannedServer } from './canned-server.ts';
import { film } from './film-records.ts';
import { compare, print } from './measure.ts';

const PAGES = 4;
const ROWS = PAGES * FILMS_A_PAGE;

export async function benchBackfill(): Promise<void> {
  await using server = await startCannedServer();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const options = { endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  const table = new DynamoDBClient(options);
  const bus = new EventBridgeClient(options);
  const sending = sendingTo(bus);
  const file = exportFile();
  const measured = await compare(
    [
      { name: 'usual: Scan, unmarshall, stringify, an entry a row, SDK', run: () => usual(table, bus) },
      { name: 'headwater: pages of a Scan', run: () => scan(table, sending) },
      { name: "headwater: an export's file", run: () => sendFile(file, sending) },
    ],
    { items: ROWS },
  );
  print(
    '(e) rows -> PutEvents, the work of a backfill (1,000,000 us / this = rows a second of a core)',
    measured,
    'row',
  );
  table.destroy();
  bus.destroy();
}

/** As a script does it: it validates nothing, and reads no FailedEntryCount. */
async function usual(table: DynamoDBClient, bus: EventBridgeClient): Promise<void> {
  for (let page = 0; page < PAGES; page += 1) {
    const { Items = [] } = await table.send(new ScanCommand({ TableName: 'shop', ConsistentRead: true }));
    const entries = Items.map((item) => {
      const Detail = JSON.stringify({ after: unmarshall(item) });
      return { EventBusName: 'bus', Source: 'shop', DetailType: 'film.snapshot', Time: new Date(), Detail };
    });
    for (let first = 0; first < entries.length; first += 10) {
      await bus.send(new PutEventsCommand({ Entries: entries.slice(first, first + 10) }));
    }
  }
}

function sendingTo(bus: EventBridgeClient): RowSending {
  const publisher = createEventBridgePublisher({ putEvents: createPutEvents(bus, 'bus') });
  const target = { table: tableOf(config, 'shop'), publisher, claims: new MemoryClaimStore() };
  return {
    targets: [target],
    entities: new Set(['film']),
    rejected: new MemoryDeadLetters(),
    timeLeft: () => 600_000,
  };
}

async function scan(client: DynamoDBClient, sending: RowSending): Promise<void> {
  const source = createDynamoDbItemSource({ client, definition: tableOf(config, 'shop'), tableName: 'shop' });
  for (let segment = 0; segment < PAGES; segment += 1) {
    const { rows } = await source.scanPage({ segment, totalSegments: PAGES });
    expectAll(await sendRows(rows, sending), FILMS_A_PAGE);
  }
}

function exportFile(): Buffer {
  return gzipSync(
    Array.from({ length: ROWS }, (_, index) => `${JSON.stringify({ Item: film(index, '9.99') })}\n`).join(''),
  );
}

async function sendFile(file: Buffer, sending: RowSending): Promise<void> {
  const read = rowReader(tableOf(config, 'shop'));
  const before = { read: 0, sent: 0, rejected: 0 };
  const part = { file: Readable.from([file]), name: 'bench', before, items: ROWS, readAt: Date.now() };
  expectAll(await sendExportFile(part, { ...sending, read }), ROWS);
}

function expectAll({ sent, rejected }: { readonly sent: number; readonly rejected: number }, rows: number): void {
  if (sent !== rows || rejected > 0) throw new Error(`${sent} of ${rows} rows were sent, ${rejected} rejected`);
}
