import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import { keeperOf } from '../../shared/domain/consumers/keepers.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import type { Hash } from '../../shared/domain/row/protect.ts';
import type { SourceRow } from '../../shared/ports/item-source.ts';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import type { StoredDocument } from '../../shared/ports/search-store.ts';
import { differenceOf, known, type Copy, type Difference } from '../../shared/runtime/verify/copy.ts';
import type { Deployed } from '../deployed.ts';
import { declared } from '../deployment/declared-entity.ts';
import { openIndexedRows } from '../deployment/indexed-rows.ts';
import { entityNamed, openSearch } from '../deployment/search.ts';
import { OperationError } from '../operation-error.ts';
import { openCopies } from '../verify/open-copies.ts';
import { findRow } from './find-row.ts';
import type { RowAddress } from './item-key.ts';

/** A row's document in the index beside the table's item. */
export interface ComparedRow {
  readonly entity: Entity;
  readonly address: RowAddress;
  readonly document: StoredDocument | undefined;
  /** undefined: no such item; 'unknown': a hashed key does not say where the item lies. */
  readonly source: SourceRow | undefined | 'unknown';
  /** The row as the search consumer should have it. */
  readonly expected: Row | undefined;
  /** The row is there, but the consumer's filter does not let it through. */
  readonly filteredOut: boolean;
  /** undefined: in step, or not to be told. */
  readonly difference: Difference | undefined;
}

/** @param words the key as it was typed. @throws OperationError when neither table nor index knows it */
export async function compareRow(
  deployed: Deployed,
  entityName: string,
  words: readonly string[],
): Promise<ComparedRow> {
  const { store, entities } = openSearch(deployed);
  const entity = entityNamed(entities, entityName);
  const { table, entity: declaredEntity } = declared(deployed, entity.name);
  const { hash } = await openIndexedRows(deployed);
  const address = await findRow(deployed, { table, entity: declaredEntity, hash }, words, { item: true });
  const copy = await searchCopy(deployed, entity);
  const [document, source] = await Promise.all([
    store.get(entity.name, address.key),
    readSource(deployed, table, address, hash),
  ]);
  if (!document && !source) {
    throw new OperationError(
      `Neither the table nor the index knows ${entity.name} ${plainText(address.key)}.`,
      `Look for its key: npx headwater search ${entity.name} "<words>".`,
    );
  }
  const row = rowOf(source);
  const expected = row && copy.expects(row);
  const rejected = source !== 'unknown' && source?.status === 'rejected';
  const sides = { expected, rejected, stored: document };
  const difference = differenceOf(copy, address.key, sides, known(copy, Date.now(), DEFAULT_MARGIN_MS));
  const filteredOut = row !== undefined && !expected;
  return { entity, address, document, source, expected, filteredOut, difference };
}

async function searchCopy(deployed: Deployed, { name: entity }: Entity): Promise<Copy> {
  const consumer = keeperOf(deployed.definition.consumers, 'search', entity);
  using opened = await openCopies(deployed, { consumer: consumer?.name, entity, history: false });
  const [copy] = opened.copies;
  if (!copy) throw new OperationError(`No search consumer has ${entity}.`, 'Add it to headwater.config.ts.');
  return copy;
}

async function readSource(
  { clients, deployment }: Deployed,
  table: TableDefinition,
  { item: Key }: RowAddress,
  hash: Hash | undefined,
): Promise<SourceRow | undefined | 'unknown'> {
  const physical = deployment.tables.find(({ name }) => name === table.name)?.physicalName;
  if (!Key || physical === undefined) return 'unknown';
  const readAt = Date.now();
  const { Item } = await clients.dynamoDb.send(new GetItemCommand({ TableName: physical, Key, ConsistentRead: true }));
  return Item && rowReader(table, hash)(Item, readAt);
}

/** The row that the item holds. */
export function rowOf(source: ComparedRow['source']) {
  return source === 'unknown' || source?.status !== 'row' ? undefined : source.row;
}
