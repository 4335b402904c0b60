/**
 * (g) What a map with free keys costs in a real OpenSearch: `flat_object` against an object with a mapping, and against one that
 * is kept and not searched. `HEADWATER_SEARCH_ENDPOINT=http://127.0.0.1:9201 node bench/free-keys.ts`; its indices are removed.
 */
import { median } from './measure.ts';

const ENDPOINT = process.env['HEADWATER_SEARCH_ENDPOINT'] ?? 'http://127.0.0.1:9201';
const DOCUMENTS = 20_000;
const PER_BULK = 1_000;
const ROUNDS = 5;
const COLOURS = ['red', 'green', 'blue', 'black', 'white', 'yellow', 'crimson', 'navy'];

/** A product's attributes: 8 of 40 keys, words, numbers and a code that no other product has. */
function attributesOf(at: number): Record<string, unknown> {
  const keys = Array.from({ length: 8 }, (_, index) => (at * 7 + index * 5) % 40);
  return Object.fromEntries(
    keys.map((key) => [
      `key${key}`,
      key % 3 === 0 ? at % 1_000 : key % 3 === 1 ? COLOURS[at % 8] : `code-${at}-${key}`,
    ]),
  );
}

const keys = Array.from({ length: 40 }, (_, at) => [`key${at}`, { type: at % 3 === 0 ? 'long' : 'keyword' }] as const);
const WAYS = {
  'object with a mapping of 40 keys': { type: 'object', dynamic: false, properties: Object.fromEntries(keys) },
  'map(): flat_object': { type: 'flat_object' },
  'json(): kept, not searched': { type: 'object', enabled: false },
};

async function ask(method: string, path: string, body?: object | string): Promise<Record<string, unknown>> {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  const headers = { 'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json' };
  const answer = await fetch(`${ENDPOINT}${path}`, { method, headers, ...(text !== undefined && { body: text }) });
  if (!answer.ok && answer.status !== 404)
    throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

async function nodeCpu(): Promise<number> {
  const { nodes } = (await ask('GET', '/_nodes/stats/process')) as {
    nodes: Record<string, { process: { cpu: { total_in_millis: number } } }>;
  };
  return Object.values(nodes).reduce((sum, { process }) => sum + process.cpu.total_in_millis, 0);
}

/** @returns the server's CPU microseconds a document, and the index's bytes a document */
async function indexed(mapping: object): Promise<{ micros: number; bytes: number }> {
  const index = 'bench-free-keys';
  await ask('DELETE', `/${index}`);
  const settings = { number_of_shards: 1, number_of_replicas: 0, refresh_interval: '-1' };
  await ask('PUT', `/${index}`, { settings, mappings: { dynamic: false, properties: { m: mapping } } });
  const before = await nodeCpu();
  for (let from = 0; from < DOCUMENTS; from += PER_BULK) {
    const lines = Array.from({ length: PER_BULK }, (_, at) => {
      const id = from + at;
      return `{"index":{"_id":"${id}"}}\n${JSON.stringify({ m: attributesOf(id) })}\n`;
    });
    const { errors } = await ask('POST', `/${index}/_bulk?filter_path=errors`, lines.join(''));
    if (errors === true) throw new Error('the bulk had errors');
  }
  await ask('POST', `/${index}/_forcemerge?max_num_segments=1`);
  await ask('POST', `/${index}/_flush`);
  const micros = ((await nodeCpu()) - before) * 1_000;
  const { _all } = (await ask('GET', `/${index}/_stats/store`)) as {
    _all: { primaries: { store: { size_in_bytes: number } } };
  };
  await ask('DELETE', `/${index}`);
  return { micros: micros / DOCUMENTS, bytes: _all.primaries.store.size_in_bytes / DOCUMENTS };
}

const ways = Object.entries(WAYS).map(([name, mapping]) => ({
  name,
  mapping,
  micros: [] as number[],
  bytes: [] as number[],
}));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const { mapping, micros, bytes } of ways) {
    const measured = await indexed(mapping);
    // The first round warms the server up.
    if (round === 0) continue;
    micros.push(measured.micros);
    bytes.push(measured.bytes);
  }
}
console.log(`\n(g) ${DOCUMENTS} documents of 8 attributes; medians of ${ROUNDS} rounds in turn`);
for (const { name, micros, bytes } of ways) {
  const ratio = median(micros) / median(ways[0]?.micros ?? []);
  console.log(
    `  ${name.padEnd(40)} ${median(micros).toFixed(0).padStart(5)} us/document ${ratio.toFixed(2).padStart(6)}x  ${median(bytes).toFixed(0).padStart(5)} bytes/document`,
  );
}
