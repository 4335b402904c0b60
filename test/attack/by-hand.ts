/** What a hand can do to the stores: documents, aliases, objects and events, past the product. */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { untilTrue } from '../support/until.ts';
import type { AttackedCloud } from './cloud.ts';
import type { StoreAddresses } from './stores.ts';

/** Where a file of the history may lie; this one holds nothing that can be read. */
export const FOREIGN = `history/entity=film/date=2026-11-23/hour=18/${'f'.repeat(32)}-1.parquet`;

export async function liveIndex(stores: StoreAddresses): Promise<string> {
  return Object.keys((await http(stores, 'GET', '/film-write/_alias')) as object)[0] ?? '';
}

export type Source = Readonly<Record<string, unknown>>;

interface Hit {
  readonly _index: string;
  readonly _id: string;
  readonly _source: Source;
}

async function hit(stores: StoreAddresses, key: string): Promise<Hit> {
  await http(stores, 'POST', '/film/_refresh');
  const answer = await http(stores, 'POST', '/film/_search', { query: { term: { '_sync.key': key } } });
  const [found] = (answer as { hits: { hits: Hit[] } }).hits.hits;
  if (!found) throw new Error(`film ${key} is not in the index`);
  return found;
}

/** In the index that readers see: during a reindex the write alias has two. */
export async function placeOf(stores: StoreAddresses, key: string): Promise<string> {
  return docOf(await hit(stores, key));
}

function docOf({ _index, _id }: Hit): string {
  return `/${_index}/_doc/${encodeURIComponent(_id)}?refresh=true`;
}

export async function alter(stores: StoreAddresses, key: string, change: (source: Source) => Source): Promise<void> {
  const found = await hit(stores, key);
  await http(stores, 'PUT', docOf(found), change(found._source));
}

/** Of the table's stream: what the positions of its changes begin with. */
export async function streamLabel({ table }: StoreAddresses): Promise<string> {
  const { Table } = await new DynamoDBClient({}).send(new DescribeTableCommand({ TableName: table }));
  if (Table?.LatestStreamLabel === undefined) throw new Error(`table ${table} has no stream`);
  return Table.LatestStreamLabel;
}

export async function http({ search }: StoreAddresses, method: string, path: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${search}${path}`, { method, ...(body && { headers, body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
  return answer.json();
}

function s3(): S3Client {
  return new S3Client({ forcePathStyle: true });
}

export async function remove({ bucket }: StoreAddresses, Key: string): Promise<void> {
  await s3().send(new DeleteObjectCommand({ Bucket: bucket, Key }));
}

export async function put({ bucket }: StoreAddresses, Key: string, Body: string | Uint8Array): Promise<void> {
  await s3().send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
}

export async function scramble(stores: StoreAddresses, Prefix: string): Promise<void> {
  const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: stores.bucket, Prefix }));
  const Key = Contents[0]?.Key ?? '';
  const { Body } = await s3().send(new GetObjectCommand({ Bucket: stores.bucket, Key }));
  await put(stores, Key, ((await Body?.transformToByteArray()) ?? new Uint8Array()).fill(7));
}

export async function untilBuffersAreEmpty(cloud: AttackedCloud): Promise<void> {
  const { pipeline } = cloud;
  await untilTrue('the forged event has left the queues', async () => {
    const counts = pipeline.session.deployment.consumers.map(({ bufferUrl }) => pipeline.messages(bufferUrl));
    return (await Promise.all(counts)).every((messages) => messages === 0);
  });
}
