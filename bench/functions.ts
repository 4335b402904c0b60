/** (d) and (e): bundle size, cold start (import and construct) and peak memory of each function, in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import config from 'headwater:config';
import { buildBundle } from '../infra/constructs/bundle.ts';
import { StreamRecordReader } from '../shared/adapters/dynamodb/stream-record.ts';
import { project } from '../shared/project/project.ts';
import { tableOf } from '../shared/domain/definition/lookup.ts';
import { packChanges } from '../shared/domain/change/pack.ts';
import { startCannedServer } from './canned-server.ts';
import { filmRecords } from './film-records.ts';
import { median } from './measure.ts';

/** Lambda takes 6 MB an invocation. */
const PAYLOAD_BYTES = 6_000_000;
const COLD_STARTS = 9;

export async function benchFunctions(): Promise<void> {
  await using server = await startCannedServer();
  console.log('\n(d, e) functions (aim: cold start <= 120 ms, peak memory < 256 MB with the largest legal batch)');
  for (const [name, event] of [
    ['normalizer', streamEvent()],
    ['indexer', queueEvent()],
    ['archiver', queueEvent()],
  ] as const) {
    const directory = await mkdtemp(join(tmpdir(), 'headwater-bench-'));
    buildBundle(`functions/${name}/handler.ts`, directory, { config: project().config });
    await writeFile(join(directory, 'event.json'), JSON.stringify(event));
    const env = environment(name, server.endpoint);
    const cold = await series(COLD_STARTS, () => runChild(directory, env, false));
    const warm = await runChild(directory, env, true);
    const [entry, all] = [await bytesOf(directory, 'index.mjs'), await bytesOf(directory, '')];
    const starts = cold.map(({ milliseconds }) => milliseconds);
    console.log(
      `  ${name.padEnd(11)} cold start median ${median(starts).toFixed(0)} ms, least ${Math.min(...starts).toFixed(0)} ms; ` +
        `bundle ${(entry / 1024).toFixed(0)} KB at start, ${(all / 1024).toFixed(0)} KB in all; ` +
        `peak memory ${(warm.peakKilobytes / 1024).toFixed(0)} MB (${warm.records} records, 3 invocations)`,
    );
    await rm(directory, { recursive: true });
  }
}

interface ChildReport {
  readonly milliseconds: number;
  readonly peakKilobytes: number;
  readonly records: number;
}

/** Imports the bundle; with `invoke`, runs the handler on the event three times. */
const CHILD = `
const start = performance.now();
const { handler } = await import(process.argv[1] + '/index.mjs');
const milliseconds = performance.now() - start;
let records = 0;
if (process.argv[2] === 'invoke') {
  const { readFileSync } = await import('node:fs');
  for (let run = 0; run < 3; run += 1) {
    const event = JSON.parse(readFileSync(process.argv[1] + '/event.json', 'utf8'));
    records = event.Records.length;
    const answer = await handler(event, { getRemainingTimeInMillis: () => 60000 });
    if (answer.batchItemFailures.length > 0) throw new Error('the function failed on the canned server');
  }
}
process.stderr.write(JSON.stringify({ milliseconds, records, peakKilobytes: process.resourceUsage().maxRSS }));
process.exit(0);
`;

async function runChild(directory: string, env: NodeJS.ProcessEnv, invoke: boolean): Promise<ChildReport> {
  // Lambda gives a function of 256 MB about that much old space.
  const args = [
    '--max-old-space-size=230',
    '--input-type=module',
    '--eval',
    CHILD,
    directory,
    invoke ? 'invoke' : 'import',
  ];
  const { stderr } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 1e8 });
  return JSON.parse(stderr) as ChildReport;
}

async function series<T>(count: number, run: () => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  while (results.length < count) results.push(await run());
  return results;
}

function environment(name: string, endpoint: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: endpoint,
    HEADWATER_DEPLOYMENT: 'headwater-dev',
    HEADWATER_TABLE: 'shop',
    HEADWATER_BUS: 'bus',
    HEADWATER_CONSUMER: name === 'archiver' ? 'analytics' : 'search',
    HEADWATER_DEAD_LETTER_URL: `${endpoint}/queue/dlq`,
    HEADWATER_BUFFER_URL: `${endpoint}/queue/buffer`,
    HEADWATER_SEARCH_ENDPOINT: endpoint,
    HEADWATER_ANALYTICS_BUCKET: 'bucket',
    HEADWATER_CLAIMS_BUCKET: 'claims',
  };
}

function streamEvent(): { Records: unknown[] } {
  const sample = filmRecords(10);
  const each = JSON.stringify(sample).length / sample.length;
  return { Records: [...filmRecords(Math.min(1000, Math.floor(PAYLOAD_BYTES / each)))] };
}

function queueEvent(): { Records: unknown[] } {
  const table = tableOf(config, 'shop');
  const reader = new StreamRecordReader(table);
  const changes = filmRecords(30_000).flatMap((record) => {
    const reading = reader.read(record);
    return reading.status === 'changes' ? reading.changes : [];
  });
  const Records: unknown[] = [];
  let bytes = 0;
  for (const { event } of packChanges('headwater.shop', new Map(), changes)) {
    const body = `{"source":"headwater.shop","detail-type":"${event.detailType}","time":"${event.time}","detail":${event.detail}}`;
    // A message's body is escaped in the payload.
    bytes += JSON.stringify(body).length + 500;
    if (bytes > PAYLOAD_BYTES || Records.length === 100) break;
    Records.push({
      messageId: `m${Records.length}`,
      body,
      receiptHandle: 'r',
      attributes: { ApproximateReceiveCount: '1' },
    });
  }
  return { Records };
}

async function bytesOf(directory: string, only: string): Promise<number> {
  const files = await readdir(directory, { recursive: true });
  const code = files.filter((file) => file.endsWith('.mjs') && file.startsWith(only));
  const sizes = await Promise.all(code.map(async (file) => (await stat(join(directory, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
