/** The row that somebody means by a key: every verb that takes a key asks here. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { analyticsColumns } from '../../shared/domain/history/analytics-columns.ts';
import { relationNames } from '../../shared/dialects/sql/analytics-sql.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import { keyParts } from '../../shared/domain/definition/policy.ts';
import type { Hash } from '../../shared/domain/row/protect.ts';
import { own } from '../../shared/domain/own.ts';
import { openQuestions } from '../analytics/open-questions.ts';
import { OperationError } from '../operation-error.ts';
import { readingsOf, withItemOf, type RowAddress } from './item-key.ts';
import { openSearch } from '../deployment/search.ts';
import type { Deployed } from '../deployed.ts';

export interface KeyOwner {
  readonly table: TableDefinition;
  readonly entity: Entity;
  readonly hash?: Hash | undefined;
}

export interface FindOptions {
  /** Whether a word that means two rows is refused when both are there; otherwise it is the printed key. */
  readonly strict?: boolean;
  /** Whether the item is wanted too: the stores are asked for the parts of a long key. */
  readonly item?: boolean;
}

/**
 * Of a key with one meaning, that. Of two meanings the one that table, index or history know; of both or neither, the
 * printed key. The `~<hash>` of a long key gets the item that the stores' row leads to.
 *
 * @throws OperationError when the words are no key of the entity, or `strict` and ambiguous
 */
export async function findRow(
  deployed: Deployed,
  owner: KeyOwner,
  words: readonly string[],
  { strict = false, item = false }: FindOptions = {},
): Promise<RowAddress> {
  const readings = readingsOf(owner.table, owner.entity, words, owner.hash);
  const [first = { key: '', item: undefined }] = readings;
  const isLong = item && !first.item && first.key.startsWith('~');
  if (readings.length === 1 && !isLong) return first;
  const looked: { readonly address: RowAddress; readonly known: boolean }[] = [];
  for (const reading of readings) looked.push(await lookUp(deployed, owner, reading));
  const known = looked.filter((one) => one.known).map(({ address }) => address);
  if (strict && known.length > 1) throw ambiguous(owner.entity, words, known);
  return known[0] ?? looked[0]?.address ?? first;
}

async function lookUp(
  deployed: Deployed,
  owner: KeyOwner,
  reading: RowAddress,
): Promise<{ readonly address: RowAddress; readonly known: boolean }> {
  if (await hasItem(deployed, owner, reading)) return { address: reading, known: true };
  const document = await documentOf(deployed, owner, reading.key);
  const address = withItemOf(owner.table, owner.entity, reading, document ?? {});
  if (document && address.item) return { address, known: true };
  const row = await historicRow(deployed, owner, reading.key);
  const found = withItemOf(owner.table, owner.entity, address, row ?? {});
  return { address: found, known: document !== undefined || row !== undefined };
}

async function hasItem({ deployment, clients }: Deployed, { table }: KeyOwner, { item }: RowAddress): Promise<boolean> {
  const TableName = deployment.tables.find(({ name }) => name === table.name)?.physicalName;
  if (!item || TableName === undefined) return false;
  const command = new GetItemCommand({ TableName, Key: item, ConsistentRead: true });
  return (await clients.dynamoDb.send(command)).Item !== undefined;
}

/** A tombstone is a document without fields. */
async function documentOf(deployed: Deployed, { entity }: KeyOwner, key: string) {
  if (!deployed.deployment.search) return undefined;
  const { store, entities } = openSearch(deployed);
  if (!entities.some(({ name }) => name === entity.name)) return undefined;
  return (await store.get(entity.name, key))?.row;
}

/** The parts of its key, as some change has them; undefined when the history has no change of the key. */
async function historicRow(deployed: Deployed, { table, entity }: KeyOwner, key: string) {
  const copied = analyticsEntities(deployed.definition).find(({ name }) => name === entity.name);
  if (!deployed.deployment.analytics || !copied) return undefined;
  const parts = keyParts(table, entity);
  const columns = analyticsColumns(copied).filter(({ field }) => field !== undefined && parts.includes(field));
  const texts = columns.map(({ name }, nth) => `max(CAST("${name}" AS VARCHAR)) AS part_${nth}`);
  const sql = `SELECT ${['count(*) AS changes', ...texts].join(', ')} FROM ${relationNames(copied).history} WHERE _key = ?`;
  const questions = await openQuestions(deployed);
  try {
    const [row = {}] = (await questions.query(sql, [key])).rows;
    if (Number(row['changes']) === 0) return undefined;
    return Object.fromEntries(columns.map(({ field = '' }, nth) => [field, own(row, `part_${nth}`)]));
  } finally {
    questions.close();
  }
}

function ambiguous(entity: Entity, words: readonly string[], known: readonly RowAddress[]): OperationError {
  const keys = known.map(({ key }) => key).join(' and ');
  return new OperationError(
    `${words.join(' ')} means two rows of ${entity.name}, and both are there: ${keys}, as verbs print them.`,
    'Give the printed key of the one that you mean; where that is what you gave, give --printed as well.',
  );
}
