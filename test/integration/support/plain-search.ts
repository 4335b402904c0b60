/** Looks for a text in all that a deployment stores, by plain means: HTTP, S3 and SQS, and hyparquet to read Parquet. */
import { zstdDecompressSync } from 'node:zlib';
import { GetObjectCommand, ListBucketsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { ListQueuesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { parquetReadObjects } from 'hyparquet';
import type { Pipeline } from './pipeline.ts';
import { plainEndpoint } from './plain-endpoint.ts';

/** @returns where it stands: index, object or queue */
export async function placesWith(pipeline: Pipeline, text: string): Promise<readonly string[]> {
  const stores = [documentTexts(pipeline), objectTexts(pipeline), letterTexts(pipeline)];
  const places = new Set<string>();
  for (const store of stores) for await (const [place, held] of store) if (held.includes(text)) places.add(place);
  return [...places].toSorted();
}

type Texts = AsyncGenerator<readonly [place: string, held: string]>;

async function* documentTexts({ session }: Pipeline): Texts {
  const endpoint = plainEndpoint(session.deployment);
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(
      `${endpoint}${path}`,
      body ? { method: 'POST', headers, body: JSON.stringify(body) } : {},
    );
    return answer.json();
  };
  const indices = (await ask('/_cat/indices?format=json')) as { readonly index: string }[];
  for (const { index } of indices) {
    await ask(`/${index}/_refresh`, {});
    const { hits } = (await ask(`/${index}/_search`, { size: 10_000 })) as { hits: { hits: readonly object[] } };
    yield [index, JSON.stringify(hits.hits)];
  }
}

async function* objectTexts({ session }: Pipeline): Texts {
  const { s3 } = session.clients;
  const { Buckets = [] } = await s3.send(new ListBucketsCommand());
  for (const { Name: Bucket = '' } of Buckets.filter(({ Name = '' }) => Name.startsWith('headwater-dev'))) {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
      for (const { Key = '' } of Contents) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        yield [
          `${Bucket}/${Key}`,
          Key.endsWith('.parquet') ? jsonOf(await rowsIn(bytes)) : Buffer.from(bytes).toString(),
        ];
      }
    }
  }
}

async function* letterTexts({ session }: Pipeline): Texts {
  const { sqs } = session.clients;
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand());
  for (const QueueUrl of QueueUrls) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    yield [QueueUrl, JSON.stringify(Messages)];
  }
}

/** Every history row of other keys, as it lies there, each change once. */
export async function historyOfOthers({ session }: Pipeline, key: string): Promise<readonly string[]> {
  const { s3 } = session.clients;
  const { bucket: Bucket = '', historyPrefix: Prefix = '' } = session.deployment.analytics ?? {};
  const rows = new Map<string, string>();
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
    for (const { Key = '' } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const found = await rowsIn((await Body?.transformToByteArray()) ?? new Uint8Array());
      for (const row of found.filter(({ _key }) => _key !== key)) rows.set(String(row['_event_id']), jsonOf(row));
    }
  }
  return [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

function rowsIn(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const ZSTD = (packed: Uint8Array): Uint8Array => new Uint8Array(zstdDecompressSync(packed));
  return parquetReadObjects({ file, compressors: { ZSTD } });
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one));
}
