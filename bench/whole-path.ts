/**
 * The whole path on a running local cloud: changes a second from the first write until the last row is searchable, and the
 * time from one write to searchable. `npm run bench:path [-- --changes 10000 --probes 100]`
 */
import { parseArgs } from 'node:util';
import { BatchWriteItemCommand, PutItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { openSearch } from '../operations/deployment/search.ts';
import { openDeployedSession } from '../cli/cloud/session.ts';
import { chunks } from '../shared/domain/delivery/chunks.ts';

const { values } = parseArgs({
  options: { changes: { type: 'string', default: '10000' }, probes: { type: 'string', default: '50' } },
});
const session = await openDeployedSession({ stage: 'dev' }, { writes: true });
const { store } = openSearch(session);
const { dynamoDb } = session.clients;
const table = session.deployment.tables[0]?.physicalName ?? '';
const run = crypto.randomUUID().slice(0, 8);

const film = (id: string) => ({
  pk: { S: `FILM#${id}` },
  sk: { S: 'FILM' },
  title: { S: `Bench ${id}` },
  releaseDate: { S: '1998-06-12' },
  price: { N: '9.99' },
  genre: { S: 'Drama' },
  director: { S: 'A Director Of Films' },
  imdbVotes: { N: '1234' },
});

const total = Number(values.changes);
const before = await store.count('film');
const start = performance.now();
await write(Array.from({ length: total }, (_, index) => `bench-${run}-${index}`));
const written = performance.now();
await waitFor(async () => (await store.count('film')) >= before + total);
const searchable = performance.now();
report('written', written - start);
report('written and searchable', searchable - start);

const latencies: number[] = [];
for (let probe = 0; probe < Number(values.probes); probe += 1) {
  const id = `probe-${run}-${probe}`;
  const sent = performance.now();
  await dynamoDb.send(new PutItemCommand({ TableName: table, Item: film(id) }));
  await waitFor(async () => (await store.search('film', `"${id}"`, 1)).total > 0);
  latencies.push(performance.now() - sent);
}
latencies.sort((a, b) => a - b);
const at = (share: number): string => ((latencies[Math.ceil(share * latencies.length) - 1] ?? 0) / 1000).toFixed(2);
console.log(`write to searchable, ${latencies.length} single writes: median ${at(0.5)} s, p99 ${at(0.99)} s`);

function report(what: string, milliseconds: number): void {
  console.log(
    `${what}: ${total} changes in ${(milliseconds / 1000).toFixed(2)} s, ${Math.round((total / milliseconds) * 1000)} a second`,
  );
}

async function write(ids: readonly string[]): Promise<void> {
  const requests = chunks(ids, () => 0, { count: 25, bytes: Infinity });
  const send = async (): Promise<void> => {
    for (let request = requests.pop(); request; request = requests.pop()) {
      let pending: WriteRequest[] = request.map((id) => ({ PutRequest: { Item: film(id) } }));
      while (pending.length > 0) {
        const { UnprocessedItems } = await dynamoDb.send(
          new BatchWriteItemCommand({ RequestItems: { [table]: pending } }),
        );
        pending = UnprocessedItems?.[table] ?? [];
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, send));
}

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > deadline)
      throw new Error('waited 120 s in vain: the pipeline does not keep up, or is not running');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
