/** A real table of its own, a real search index and a real history, as verify and repair see them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { createDiskJoin } from '../../shared/adapters/disk/key-join.ts';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { createChangeHistory, createRowCopy } from '../../shared/adapters/duckdb/row-copy.ts';
import { copiedRows } from '../../shared/adapters/duckdb/copied-row.ts';
import { createDynamoDbItemSource } from '../../shared/adapters/dynamodb/item-source.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { defineTable } from '../../shared/domain/definition/headwater.ts';
import { matches, type Filter } from '../../shared/domain/filter/filter.ts';
import { historyView } from '../../shared/domain/history/history-view.ts';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import type { Hash } from '../../shared/domain/row/protect.ts';
import { viewOf } from '../../shared/domain/change/view.ts';
import type { SearchStore } from '../../shared/ports/search-store.ts';
import type { Copy, Difference } from '../../shared/runtime/verify/copy.ts';
import { planRepair } from '../../shared/runtime/verify/repair.ts';
import { verifyAll } from '../../shared/runtime/verify/verify.ts';
import { writeHistoryFile } from '../contract/history-store-files.ts';
import { emulatorSettings } from '../contract/queue.ts';

export interface VerifiedTable {
  put(item: Record<string, AttributeValue>): Promise<void>;
  /** Delivers changes to the consumer, through its filter, and to the history. */
  deliver(changes: readonly Change[]): Promise<void>;
  verify(): Promise<readonly Difference[]>;
  /** Mends these keys. @returns what was sent, by key */
  repair(keys: readonly string[]): Promise<ReadonlyMap<string, Change>>;
  close(): Promise<void>;
}

export interface Verified {
  readonly entity: Entity;
  readonly store: SearchStore;
  readonly filter?: Filter;
  readonly hash?: Hash;
}

const DAY_MS = 86_400_000;

export async function openVerifiedTable({ entity, store, filter, hash }: Verified): Promise<VerifiedTable> {
  const client = new DynamoDBClient(emulatorSettings);
  const tableName = `contract-${crypto.randomUUID()}`;
  const definition = defineTable({ name: 't', partitionKey: { name: 'id', type: 'string' }, entities: [entity] });
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  await store.prepare([entity]);
  const directory = await mkdtemp(join(tmpdir(), 'headwater-verified-'));
  const history = await openHistory({ directory, entities: [entity] });
  const rows = copiedRows(entity);
  const copy: Copy = {
    consumer: 'search',
    entity: entity.name,
    store,
    expects: (row) => (filter && !matches(filter, row) ? undefined : row),
    tombstonesSince: Date.now() - 100 * DAY_MS,
    history: {
      changes: createChangeHistory(history, [entity], directory),
      view: filter && historyView(entity, filter),
      copy: { entity: entity.name, store: createRowCopy(history, [entity]), expects: (row) => rows.ofTable(row) },
    },
  };
  const source = {
    ...createDynamoDbItemSource({ client, definition, tableName, hash }),
    entities: new Set([entity.name]),
  };
  const look = { source, marginMs: DEFAULT_MARGIN_MS, now: Date.now };
  const view = viewOf(filter && { [entity.name]: filter }) ?? ((change: Change) => change);
  const apply = async (changes: readonly Change[]): Promise<void> => {
    await store.apply(changes.flatMap((change) => view(change) ?? []));
  };
  return {
    async put(Item) {
      await client.send(new PutItemCommand({ TableName: tableName, Item }));
    },
    async deliver(changes) {
      await writeHistoryFile(directory, entity, changes);
      await history.refresh();
      await apply(changes);
    },
    async verify() {
      const found: Difference[] = [];
      const makeJoin = (sides: number) => createDiskJoin({ sides });
      const onDifference = (difference: Difference) => void found.push(difference);
      await verifyAll({ ...look, copies: [copy], tables: [source], graceMs: 1, makeJoin, onDifference });
      return found.toSorted((one, other) => (one.key < other.key ? -1 : 1));
    },
    async repair(keys) {
      const { mendings } = await planRepair(copy, keys, look);
      await apply(mendings.map(({ change }) => change));
      return new Map(mendings.map(({ change }) => [change.key, change]));
    },
    async close() {
      history.close();
      await client.send(new DeleteTableCommand({ TableName: tableName }));
      client.destroy();
      await rm(directory, { recursive: true });
    },
  };
}
