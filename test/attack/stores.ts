/**
 * What the three stores hold of the attack's rows, read past the product: DynamoDB by its SDK, OpenSearch by plain HTTP, Parquet by
 * DuckDB. Nothing here imports what it judges.
 */
import { DynamoDBClient, paginateScan, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, NoSuchKey, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface StoreAddresses {
  readonly table: string;
  /** Of OpenSearch. */
  readonly search: string;
  readonly bucket: string;
}

/** A row as text, field by field: numbers as JavaScript prints them. */
export type PlainRow = Readonly<Record<string, string>>;

/** A change as a line of the history. */
export interface PlainChange {
  readonly id: string;
  readonly key: string;
  readonly operation: string;
  readonly position: string | undefined;
  readonly row: PlainRow;
}

export interface Lake {
  /** Without what the record of voided changes names. A real change in that record is missed as lost. */
  readonly history: readonly PlainChange[];
  /** The snapshot's rows; deleted ones are left out. */
  readonly snapshot: ReadonlyMap<string, PlainRow>;
}

const NUMBERS = new Set(['price', 'imdbVotes']);
const FIELDS = ['id', 'title', 'releaseDate', 'price', 'imdbVotes'];

/** Films of the table with this prefix, by key. */
export async function tableRows({ table }: StoreAddresses, prefix: string): Promise<ReadonlyMap<string, PlainRow>> {
  const client = new DynamoDBClient({});
  const rows = new Map<string, PlainRow>();
  const query = {
    TableName: table,
    ConsistentRead: true,
    FilterExpression: 'begins_with(pk, :prefix)',
    ExpressionAttributeValues: { ':prefix': { S: `FILM#${prefix}` } },
  };
  for await (const { Items = [] } of paginateScan({ client }, query))
    for (const { pk, sk, ...item } of Items) {
      if (sk?.S !== 'FILM' || pk?.S === undefined) continue;
      const id = pk.S.slice('FILM#'.length);
      rows.set(
        id,
        plain({ id, ...Object.fromEntries(Object.entries(item).map(([name, value]) => [name, scalar(value)])) }),
      );
    }
  return rows;
}

function scalar(value: AttributeValue): unknown {
  return value.S ?? value.N;
}

/** Films that a reader of the index finds, by key. */
export async function searchRows({ search }: StoreAddresses, prefix: string): Promise<ReadonlyMap<string, PlainRow>> {
  await ask(`${search}/film/_refresh`, {});
  const rows = new Map<string, PlainRow>();
  const page = 1000;
  for (let after: readonly unknown[] | undefined, more = true; more;) {
    const hits = await ask(`${search}/film/_search`, {
      size: page,
      query: { prefix: { '_sync.key': prefix } },
      sort: [{ '_sync.key': 'asc' }],
      ...(after && { search_after: after }),
    });
    const found = (hits as { hits: { hits: { _source: Record<string, unknown>; sort: unknown[] }[] } }).hits.hits;
    for (const { _source, sort } of found) {
      const key = (_source['_sync'] as { key: string }).key;
      // Two live indices behind one alias would give a key twice.
      if (rows.has(key)) rows.set(key, { twice: 'two documents' });
      else rows.set(key, plain(_source));
      after = sort;
    }
    more = found.length === page;
  }
  return rows;
}

async function ask(url: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
  return answer.json();
}

/** Films of the analytics copy: every change once, and what the manifest calls the snapshot. */
export async function lakeRows({ bucket }: StoreAddresses, prefix: string): Promise<Lake> {
  const directory = await mkdtemp(join(tmpdir(), 'headwater-attack-'));
  try {
    const client = new S3Client({ forcePathStyle: true });
    for (const folder of ['history/entity=film/', 'current/entity=film/'])
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: folder }))
        for (const { Key = '' } of Contents) await fetchObject(client, bucket, Key, directory);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const rowsOf = async (files: string): Promise<Record<string, unknown>[]> => {
      const list = await connection.runAndReadAll(`select file from glob('${join(directory, files)}')`);
      const rows = async (found: readonly string[]): Promise<Record<string, unknown>[]> => {
        if (found.length === 0) return [];
        const sql = `select * from read_parquet([${found.map((file) => `'${file}'`).join(', ')}], union_by_name = true, hive_partitioning = false) where starts_with(_key, '${prefix}')`;
        return (await connection.runAndReadAll(sql)).getRowObjectsJson();
      };
      const names = list.getRows().map(([file]) => String(file));
      // An object that nobody can read holds no change: an accepted write that stood only there is missed as lost.
      return rows(names).catch(async () => {
        const each = names.map((name) => rows([name]).catch(() => []));
        return (await Promise.all(each)).flat();
      });
    };
    const voided = await voidedNames(client, bucket);
    const history = new Map<string, PlainChange>();
    for (const row of await rowsOf('history/entity=film/**/*.parquet')) {
      const id = String(row['_event_id']);
      const position = row['_position'] === null ? undefined : (row['_position'] as string);
      // A forged id may be that of a real change.
      const name = `${id} ${position ?? ''}`;
      if (voided.has(name)) continue;
      history.set(name, {
        id,
        key: String(row['_key']),
        operation: String(row['_operation']),
        position,
        row: plain(row),
      });
    }
    const snapshot = new Map<string, PlainRow>();
    for (const row of await rowsOf('snapshot/*.parquet'))
      if (row['_operation'] !== 'deleted' && row['_operation'] !== 'absent')
        snapshot.set(String(row['_key']), plain(row));
    connection.closeSync();
    return { history: [...history.values()], snapshot };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Snapshot files of former compactions lie beside those of now: the manifest says which count. */
async function fetchObject(client: S3Client, Bucket: string, Key: string, directory: string): Promise<void> {
  if (Key.startsWith('history/') && Key.endsWith('.parquet')) {
    await save(join(directory, Key), await bytesOf(client, Bucket, Key));
  }
  if (!Key.endsWith('/manifest.json')) return;
  const text = Buffer.from(await bytesOf(client, Bucket, Key)).toString();
  // It also names files of former compactions that are still to be removed.
  const { files } = JSON.parse(text) as { readonly files: readonly { readonly key: string }[] };
  for (const { key: file } of files)
    await save(join(directory, 'snapshot', file.replaceAll('/', '_')), await bytesOf(client, Bucket, file));
}

async function voidedNames(client: S3Client, bucket: string): Promise<ReadonlySet<string>> {
  const record = await bytesOf(client, bucket, 'voided/entity=film/voided.json').catch((error: unknown) => {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  });
  if (record === undefined) return new Set();
  const { voided } = JSON.parse(Buffer.from(record).toString()) as {
    readonly voided: readonly { readonly id: string; readonly position: string }[];
  };
  return new Set(voided.map(({ id, position }) => `${id} ${position}`));
}

async function bytesOf(client: S3Client, Bucket: string, Key: string): Promise<Uint8Array> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

async function save(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

function plain(row: Readonly<Record<string, unknown>>): PlainRow {
  const known = FIELDS.filter((name) => row[name] !== undefined && row[name] !== null);
  return Object.fromEntries(
    known.map((name) => [name, NUMBERS.has(name) ? String(Number(row[name])) : (row[name] as string)]),
  );
}
