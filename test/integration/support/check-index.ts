/**
 * Compares table and index of the film shop. It shares no code with what it checks: items are read with the SDK's own
 * unmarshaller, documents by plain HTTP, and what an item becomes is written down here once more.
 */
import {
  ScanCommand,
  type AttributeValue,
  type DynamoDBClient,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Pipeline } from './pipeline.ts';
import { plainEndpoint } from './plain-endpoint.ts';

export interface Shop {
  readonly dynamoDb: DynamoDBClient;
  readonly table: string;
  readonly searchEndpoint: string;
}

export function shopOf({ table, session: { clients, deployment } }: Pipeline): Shop {
  return { dynamoDb: clients.dynamoDb, table, searchEndpoint: plainEndpoint(deployment) };
}

/** Only keys that begin with it are looked at: other tests leave rows that are meant to differ. */
type Prefix = string;

/** Each difference in words; empty when index and table hold the same. */
export async function findDifferences(shop: Shop, prefix: Prefix): Promise<readonly string[]> {
  const wanted = await rowsOfTable(shop, prefix);
  const found = await rowsOfIndex(shop, prefix);
  const keys = new Set([...wanted.keys(), ...found.keys()]);
  return [...keys].flatMap((key) => {
    const [row, document] = [wanted.get(key), found.get(key)];
    if (row === document) return [];
    return `${key}: the table has ${row ?? 'nothing'}, the index ${document ?? 'nothing'}`;
  });
}

async function rowsOfTable({ dynamoDb, table }: Shop, prefix: Prefix): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page: ScanCommandOutput = await dynamoDb.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: start }),
    );
    for (const item of page.Items ?? []) {
      const { pk, sk, ...rest } = unmarshall(item) as { pk: string; sk: string };
      const id = pk.split('#')[1] ?? '';
      if (!pk.startsWith('FILM#') || !id.startsWith(prefix)) continue;
      const store = sk.split('#')[1];
      if (sk === 'FILM') rows.set(`film ${id}`, canonical({ id, ...rest }));
      else rows.set(`stock ${id}|${store}`, canonical({ filmId: id, store, ...rest }));
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return rows;
}

async function rowsOfIndex({ searchEndpoint }: Shop, prefix: Prefix): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  for (const [alias, field] of [
    ['film', 'id'],
    ['stock', 'filmId'],
  ] as const) {
    await fetch(`${searchEndpoint}/${alias}/_refresh`, { method: 'POST' });
    let after: readonly unknown[] | undefined;
    do {
      const { hits } = await search(`${searchEndpoint}/${alias}`, { prefix: { [field]: prefix } }, after);
      for (const { _source } of hits.hits) {
        const { _sync, ...row } = _source;
        rows.set(`${alias} ${_sync.key}`, canonical(row));
      }
      after = hits.hits.length === PAGE ? hits.hits.at(-1)?.sort : undefined;
    } while (after);
  }
  return rows;
}

const PAGE = 5_000;

interface Found {
  readonly hits: {
    readonly hits: readonly {
      readonly _source: { readonly _sync: { key: string } };
      readonly sort: readonly unknown[];
    }[];
  };
}

async function search(index: string, query: object, after: readonly unknown[] | undefined): Promise<Found> {
  const response = await fetch(`${index}/_search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ size: PAGE, query, sort: [{ '_sync.key': 'asc' }], search_after: after }),
  });
  if (!response.ok) throw new Error(`${index}: ${await response.text()}`);
  return (await response.json()) as Found;
}

function canonical(row: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1))));
}
