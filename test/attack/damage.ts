/** The damage table: one thing is broken by hand, the printed remedy is run, and the stores are compared. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Random } from '../simulation/random.ts';
import { untilTrue } from '../support/until.ts';
import { headwater, type AttackedCloud } from './cloud.ts';
import { compacted, untilInStep } from './quiet.ts';
import { forgedEvent, putOnBus } from './forged-event.ts';
import type { StoreAddresses } from './stores.ts';
import { noting, type Summary } from './summary.ts';
import { putFilm } from './writers.ts';

interface Place {
  readonly cloud: AttackedCloud;
  readonly stores: StoreAddresses;
  /** A film that is in step in all stores. */
  readonly key: string;
}

interface Damage {
  readonly name: string;
  /** The issue's point that mends it, when the present code does not: such a case runs with --open only. */
  readonly open?: string;
  readonly damage: (place: Place) => Promise<unknown>;
  readonly remedy: readonly (readonly string[])[];
  /** What no command takes away, after everything is in step without it. */
  readonly removed?: (place: Place) => Promise<unknown>;
}

/** Nothing failed meanwhile: a row that is not there by then does not come. */
const AFTER_REMEDY_MILLISECONDS = 30_000;

const SETUP = [['search-setup', '--yes']];
const REPAIR = [['repair', '--entity', 'film', '--grace', '1', '--yes']];
const COMPACT = [['compact', 'film']];

const FOREIGN = `history/entity=film/date=2026-11-23/hour=18/${'f'.repeat(32)}-1.parquet`;

const DAMAGES: readonly Damage[] = [
  {
    name: 'the write alias is lost',
    damage: async ({ stores }) => http(stores, 'DELETE', `/${await liveIndex(stores)}/_alias/film-write`),
    remedy: SETUP,
  },
  {
    name: 'the read alias is lost',
    damage: async ({ stores }) => http(stores, 'DELETE', `/${await liveIndex(stores)}/_alias/film`),
    remedy: SETUP,
  },
  { name: 'the index is closed', damage: ({ stores }) => http(stores, 'POST', '/film-write/_close'), remedy: SETUP },
  {
    name: 'a document is removed',
    damage: async ({ stores, key }) => http(stores, 'DELETE', `/${await placeOf(stores, key, '_doc')}?refresh=true`),
    remedy: REPAIR,
  },
  {
    name: "a document's row is altered",
    damage: ({ stores, key }) => alter(stores, key, { price: 777 }),
    remedy: REPAIR,
  },
  {
    name: "a document's marks are lowered, and its row is altered",
    damage: ({ stores, key }) =>
      alter(stores, key, { price: 778, _sync: { p: `2001-01-01T00:00:00.000/${'0'.repeat(40)}` } }),
    remedy: REPAIR,
  },
  {
    name: 'the manifest is deleted',
    open: '14.4',
    damage: ({ stores }) => remove(stores, 'current/entity=film/manifest.json'),
    remedy: COMPACT,
  },
  {
    name: 'a foreign object lies under history/',
    damage: ({ stores }) => put(stores, FOREIGN, 'no parquet'),
    remedy: COMPACT,
    removed: ({ stores }) => remove(stores, FOREIGN),
  },
  {
    name: 'a file of current/ has other bytes of the same size',
    damage: ({ stores }) => scramble(stores, 'current/entity=film/bucket='),
    remedy: COMPACT,
  },
  {
    name: 'an event has a position that is too high',
    open: '14.3',
    damage: async ({ cloud, key }) => {
      const generation = await generationOf(cloud.stores, key);
      await putOnBus(
        cloud,
        forgedEvent([{ id: `high-${key}`, key, position: `${generation}/${'9'.repeat(40)}`, price: 1 }]),
      );
      await untilBuffersAreEmpty(cloud);
    },
    remedy: REPAIR,
  },
];

export interface DamageOptions {
  readonly seed: number;
  readonly open: boolean;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export async function damageStores(
  cloud: AttackedCloud,
  prefix: string,
  { seed, open, signal, say }: DamageOptions,
  summary: Summary,
): Promise<void> {
  const random = new Random(seed + 4);
  for (const [number, damage] of DAMAGES.entries()) {
    const { name, open: point } = damage;
    if ((point !== undefined && !open) || signal.aborted) continue;
    const before = summary.differences.length;
    await noting(summary, name, async () => {
      const found = await damageAndMend(cloud, damage, `${prefix}${number}-`, { random, signal });
      summary.differences.push(...found.map((one) => `${name}: ${one}`));
    });
    summary.damages += 1;
    const mended = summary.differences.length === before;
    for (const difference of summary.differences.slice(before, before + 3)) say(difference);
    say(`${mended ? 'mended' : 'NOT MENDED'}  ${name}${point === undefined ? '' : ` (${point})`}`);
  }
}

/** @returns what differs afterwards */
async function damageAndMend(
  cloud: AttackedCloud,
  { damage, remedy, removed }: Damage,
  prefix: string,
  { random, signal }: { readonly random: Random; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const { stores } = cloud;
  const key = `${prefix}a`;
  const writes = [await putFilm(stores.table, key, random), await putFilm(stores.table, `${prefix}b`, random)];
  const found = [...(await untilInStep(cloud, prefix, writes, signal)), ...(await compacted(cloud, prefix, writes))];
  const place = { cloud, stores, key };
  await damage(place);
  for (const command of remedy) {
    const { code, said } = await headwater(...command).ended;
    if (code !== 0) found.push(`headwater ${command.join(' ')} ended with ${code ?? 'no code'}: ${said.slice(-300)}`);
  }
  // What comes later must be applied too.
  writes.push(await putFilm(stores.table, key, random));
  found.push(...(await untilInStep(cloud, prefix, writes, signal, AFTER_REMEDY_MILLISECONDS)));
  await removed?.(place);
  return found;
}

async function liveIndex(stores: StoreAddresses): Promise<string> {
  return Object.keys((await http(stores, 'GET', '/film-write/_alias')) as object)[0] ?? '';
}

interface Hit {
  readonly _index: string;
  readonly _id: string;
  readonly _source: Record<string, unknown>;
}

async function hit(stores: StoreAddresses, key: string): Promise<Hit> {
  await http(stores, 'POST', '/film/_refresh');
  const answer = await http(stores, 'POST', '/film/_search', { query: { term: { '_sync.key': key } } });
  const [found] = (answer as { hits: { hits: Hit[] } }).hits.hits;
  if (!found) throw new Error(`film ${key} is not in the index`);
  return found;
}

/** In the index that readers see: during a reindex the write alias has two. */
async function placeOf(stores: StoreAddresses, key: string, verb: '_doc' | '_update'): Promise<string> {
  const { _index, _id } = await hit(stores, key);
  return `${_index}/${verb}/${encodeURIComponent(_id)}`;
}

async function generationOf(stores: StoreAddresses, key: string): Promise<string> {
  const { p } = (await hit(stores, key))._source['_sync'] as { p: string };
  return p.slice(0, p.lastIndexOf('/'));
}

async function alter(stores: StoreAddresses, key: string, doc: object): Promise<void> {
  await http(stores, 'POST', `/${await placeOf(stores, key, '_update')}?refresh=true`, { doc });
}

async function http({ search }: StoreAddresses, method: string, path: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${search}${path}`, { method, ...(body && { headers, body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
  return answer.json();
}

function s3(): S3Client {
  return new S3Client({ forcePathStyle: true });
}

async function remove({ bucket }: StoreAddresses, Key: string): Promise<void> {
  await s3().send(new DeleteObjectCommand({ Bucket: bucket, Key }));
}

async function put({ bucket }: StoreAddresses, Key: string, Body: string | Uint8Array): Promise<void> {
  await s3().send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
}

async function scramble(stores: StoreAddresses, Prefix: string): Promise<void> {
  const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: stores.bucket, Prefix }));
  const Key = Contents[0]?.Key ?? '';
  const { Body } = await s3().send(new GetObjectCommand({ Bucket: stores.bucket, Key }));
  await put(stores, Key, ((await Body?.transformToByteArray()) ?? new Uint8Array()).fill(7));
}

async function untilBuffersAreEmpty(cloud: AttackedCloud): Promise<void> {
  const { pipeline } = cloud;
  await untilTrue('the forged event has left the buffers', async () => {
    const counts = pipeline.session.deployment.consumers.map(({ bufferUrl }) => pipeline.messages(bufferUrl));
    return (await Promise.all(counts)).every((messages) => messages === 0);
  });
}
