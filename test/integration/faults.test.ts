/**
 * Something of the deployment or of this machine is broken: each verb that touches it says so in one sentence, ends with 2 (no answer), and
 * calls it nobody's bug. A cloud of its own, which ends broken: the faults stand in the order in which they leave the others whole.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layoutAt } from '../../local/layout.ts';
import { untilTrue } from '../support/until.ts';
import { startOwnCloud, type Answer, type OwnCloud } from './support/own-cloud.ts';
import { connectPipeline, type Pipeline } from './support/pipeline.ts';

let cloud: OwnCloud;
let pipeline: Pipeline;
const places: string[] = [];

beforeAll(async () => {
  cloud = await startOwnCloud();
  const { code, stderr } = await cloud.run(['seed', '--file', filmsFile()]);
  if (code !== 0) throw new Error(`the films were not written: ${stderr}`);
  pipeline = await connectPipeline(cloud.endpoint);
  const buffers = [pipeline.consumer('search').bufferUrl, pipeline.consumer('analytics').bufferUrl];
  await untilTrue('the films are in the index', async () => (await pipeline.compare()).inStep, 300);
  await untilTrue('nothing waits', async () =>
    (await Promise.all(buffers.map((url) => pipeline.messages(url)))).every((waiting) => waiting === 0),
  );
}, 600_000);

afterAll(async () => {
  for (const place of places) execFileSync('umount', [place]);
  await cloud.end();
}, 120_000);

const QUERY = 'query "select count(*) from film_current"';
const GET = 'get film clerks-1994';
const HISTORY = 'history film clerks-1994';
const FORGET = 'forget film clerks-1994 --delete-item --yes';
const BACKFILL = 'backfill --consumer search --entity film --yes';

interface Fault {
  readonly what: string;
  /** It needs a disk of its own. */
  readonly mounts?: boolean;
  /** @returns the environment in which the verbs run */
  readonly make: () => Promise<NodeJS.ProcessEnv | undefined> | NodeJS.ProcessEnv | undefined;
  readonly verbs: readonly string[];
  readonly codes: readonly string[];
  readonly mend?: () => unknown;
}

const FAULTS: readonly Fault[] = [
  {
    what: 'an endpoint that nobody listens on',
    make: () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }),
    verbs: [
      ...[
        'status',
        'search film alien',
        GET,
        HISTORY,
        QUERY,
        'verify',
        'repair',
        'ledger --from -1h',
        'logs',
        'compact',
      ],
      ...['dlq list', 'dlq redrive', 'replay list', 'replay --from start --consumer search', 'search-setup --yes'],
      ...[BACKFILL, 'reindex film', FORGET],
    ],
    codes: ['HW_UNREACHABLE'],
  },
  {
    what: 'a place for temporary files of 64 KB',
    mounts: true,
    make: () => ({ TMPDIR: mounted('size=64k') }),
    verbs: ['verify', 'repair', 'backfill --consumer analytics --entity film --yes', FORGET],
    codes: ['HW_DISK_FULL'],
  },
  {
    what: 'a place for temporary files that cannot be written',
    mounts: true,
    make: () => ({ TMPDIR: mounted('ro') }),
    verbs: ['status', 'verify', 'search film alien'],
    codes: ['HW_FILE'],
  },
  {
    what: 'a place for temporary files that is not there',
    make: () => ({ TMPDIR: '/nowhere/at/all' }),
    verbs: ['status', 'verify', QUERY],
    codes: ['HW_FILE'],
  },
  {
    what: 'a cache folder that cannot be written',
    mounts: true,
    make: () => {
      rmSync(join(cloud.root, 'analytics'), { recursive: true, force: true });
      mount(join(cloud.root, 'analytics'), 'ro');
      return undefined;
    },
    verbs: [QUERY, HISTORY, 'verify', 'repair'],
    codes: ['HW_FILE'],
    mend: () => {
      unmount(join(cloud.root, 'analytics'));
    },
  },
  {
    what: 'a cache folder on a full disk',
    mounts: true,
    make: () => {
      mount(join(cloud.root, 'analytics'), 'size=16k');
      return undefined;
    },
    verbs: [QUERY, HISTORY, 'verify'],
    codes: ['HW_DISK_FULL'],
    mend: () => {
      unmount(join(cloud.root, 'analytics'));
    },
  },
  {
    what: 'a file where the cache folder should be',
    make: () => {
      rmSync(join(cloud.root, 'analytics'), { recursive: true, force: true });
      writeFileSync(join(cloud.root, 'analytics'), '');
      return undefined;
    },
    verbs: [QUERY, HISTORY, 'verify'],
    codes: ['HW_FILE'],
    mend: () => {
      rmSync(join(cloud.root, 'analytics'));
    },
  },
  {
    what: 'an OpenSearch that was killed',
    make: async () => {
      // Not by localCloudStatus: this process's ports are those of the tests' common cloud.
      const record = await readFile(join(layoutAt(cloud.root).pids, 'opensearch.json'), 'utf8');
      const { pid } = JSON.parse(record) as { readonly pid: number };
      process.kill(pid, 'SIGKILL');
      return undefined;
    },
    verbs: ['search film alien', 'verify'],
    // Before it asks anything: the launcher knows that its server is dead.
    codes: ['HW_COMMAND'],
  },
  {
    what: 'the same, of a cloud that is named and that no launcher of ours knows',
    make: () => ({
      AWS_ENDPOINT_URL: cloud.endpoint,
      HEADWATER_LOCAL_ROOT: mkdtempSync(join(cloud.root, 'elsewhere-')),
    }),
    verbs: ['search film alien', GET, 'verify', 'repair', 'search-setup --yes', BACKFILL, 'reindex film', FORGET],
    codes: ['HW_UNREACHABLE', 'HW_SEARCH_UNAVAILABLE'],
    mend: () => cloud.run(['up']),
  },
  {
    what: 'a dead-letter queue that was deleted',
    make: () => deleteQueue(pipeline.consumer('search').deadLetterUrl),
    verbs: ['dlq list', 'dlq show nobody', 'dlq redrive', 'dlq discard --all'],
    codes: ['HW_RESOURCE_GONE'],
  },
  {
    what: "a consumer's queue that was deleted",
    make: () => deleteQueue(pipeline.consumer('search').bufferUrl),
    verbs: [BACKFILL, 'replay --from start --consumer search --yes', 'repair --yes'],
    codes: ['HW_RESOURCE_GONE'],
  },
  {
    what: 'an analytics bucket that was deleted',
    make: deleteBucket,
    verbs: [QUERY, HISTORY, 'verify', 'repair', 'compact', FORGET],
    codes: ['HW_RESOURCE_GONE', 'HW_BUCKET_UNAVAILABLE', 'HW_SNAPSHOT_UNAVAILABLE'],
  },
  {
    what: 'a table that was deleted',
    make: async () => {
      await pipeline.session.clients.dynamoDb.send(new DeleteTableCommand({ TableName: pipeline.table }));
      return undefined;
    },
    verbs: [GET, 'verify', 'verify --consumer search', 'repair', BACKFILL, FORGET],
    codes: ['HW_RESOURCE_GONE'],
  },
];

describe.each(FAULTS.filter(({ mounts }) => !mounts || canMount()))('$what', ({ make, verbs, codes, mend }) => {
  let env: NodeJS.ProcessEnv = {};
  beforeAll(async () => {
    env = (await make()) ?? {};
  });
  afterAll(() => mend?.(), 120_000);

  test.each(verbs)('%s', async (verb) => {
    const answer = await cloud.run([...wordsOf(verb), '--json'], env);

    expect(complaintsAbout(answer, codes), answer.stderr).toEqual([]);
  });
});

/** What is wrong with how a verb told that it has no answer. */
function complaintsAbout({ code, stdout, stderr }: Answer, codes: readonly string[]): readonly string[] {
  const { error } = JSON.parse(stdout === '' ? '{}' : stdout) as { error?: Record<string, string> };
  return [
    code === 2 ? '' : `it ended with ${code ?? 'a signal'}`,
    /^\s+at .*:\d+|Node\.js v/m.test(stderr + stdout) ? 'a stack' : '',
    /bug in Headwater/i.test(stderr) ? 'called a bug' : '',
    error === undefined ? `no JSON of a failure: ${stdout.slice(0, 200)}` : '',
    codes.includes(error?.['code'] ?? '') ? '' : `code ${error?.['code'] ?? 'none'}`,
    /^\S.{10,400}$/.test(error?.['message'] ?? '') ? '' : `no one sentence: ${error?.['message'] ?? 'none'}`,
    /^\S.{10,400}$/.test(error?.['next'] ?? '') ? '' : `no next step: ${error?.['next'] ?? 'none'}`,
    stderr.includes(error?.['message'] ?? '') ? '' : 'stderr does not say it',
  ].filter((complaint) => complaint !== '');
}

function wordsOf(verb: string): readonly string[] {
  return [...verb.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
}

/** Whoever is root here gets small disks; others go without these faults. */
function canMount(): boolean {
  try {
    unmount(mounted('size=64k'));
    return true;
  } catch {
    return false;
  }
}

function mounted(options: string): string {
  const place = mkdtempSync(join(tmpdir(), 'headwater-mounted-'));
  mount(place, options);
  return place;
}

function mount(place: string, options: string): void {
  mkdirSync(place, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place]);
  places.push(place);
}

function unmount(place: string): void {
  execFileSync('umount', [place]);
  places.splice(places.indexOf(place), 1);
}

/** So many that what a verb writes of them does not fit on the small disks. */
function filmsFile(): string {
  const ids = ['clerks-1994', ...Array.from({ length: 2_999 }, (_, n) => `film-${n}`)];
  const file = join(cloud.root, 'films.jsonl');
  const rows = ids.map((id) => ({
    id,
    title: `Alien ${id}`,
    director: 'Nobody',
    releaseDate: '1994-10-19',
    price: 4.5,
  }));
  writeFileSync(file, rows.map((row) => `${JSON.stringify({ entity: 'film', row })}\n`).join(''));
  return file;
}

async function deleteQueue(QueueUrl: string): Promise<undefined> {
  await pipeline.session.clients.sqs.send(new DeleteQueueCommand({ QueueUrl }));
  return undefined;
}

async function deleteBucket(): Promise<undefined> {
  const { s3 } = pipeline.session.clients;
  const Bucket = pipeline.session.deployment.analytics?.bucket ?? '';
  while (true) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    if (Contents.length === 0) break;
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } }));
  }
  await s3.send(new DeleteBucketCommand({ Bucket }));
  return undefined;
}
