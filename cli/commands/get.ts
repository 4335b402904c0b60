import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import type { SourceRow } from '../../shared/ports/item-source.ts';
import type { StoredDocument } from '../../shared/ports/search-store.ts';
import { openIndexedRows, type IndexedRows } from '../cloud/indexed-rows.ts';
import { entityNamed, openSearch } from '../cloud/search.ts';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { differenceOf, isSeen, type Difference } from '../compare.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { addressOf, type RowAddress } from '../item-key.ts';
import { formatTable } from '../output/table.ts';
import { valueText } from '../output/row.ts';

export async function get(entityName: string, words: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false });
  const { store, entities, filters } = openSearch(session);
  const entity = entityNamed(entities, entityName);
  const table = tableOf(session, entity);
  const rows = await openIndexedRows(session);
  const address = addressOf(table, sourceEntity(table, entity), words, rows.hash);
  const [document, source] = await Promise.all([
    store.get(entity.name, address.key),
    readSource(session, table, address, rows),
  ]);
  const row = rowOf(source);
  const seen = row && isSeen(filters, entity.name, row) ? row : undefined;
  const found = { entity, address, document, source, filteredOut: row !== undefined && !seen };
  const difference = differenceOf(entity.name, address.key, seen, document);
  if (!document && !source) {
    throw new CommandError(
      `Neither the table nor the index knows ${entity.name} ${address.key}.`,
      `Look for its key: npx headwater search ${entity.name} "<words>".`,
    );
  }
  session.terminal.result(report(found, difference), describe(found, difference));
  return difference ? EXIT.failed : EXIT.ok;
}

interface Found {
  readonly entity: Entity;
  readonly address: RowAddress;
  readonly document: StoredDocument | undefined;
  /** undefined: no such item; 'unknown': a hashed key does not say where the item lies. */
  readonly source: SourceRow | undefined | 'unknown';
  /** The row is there, but the consumer's filter does not let it through. */
  readonly filteredOut: boolean;
}

function report({ entity, address, document, source }: Found, difference: Difference | undefined): unknown {
  return {
    entity: entity.name,
    key: address.key,
    document: document ?? null,
    table: source ?? null,
    inStep: source === 'unknown' ? null : !difference,
    ...(difference && { difference }),
  };
}

function tableOf({ definition }: DeployedSession, entity: Entity): TableDefinition {
  const table = definition.tables.find(({ entities }) => entities.some(({ name }) => name === entity.name));
  if (table) return table;
  throw new CommandError(`No table of headwater.config.ts holds ${entity.name}.`, 'Add the entity to a table.');
}

/** As the table declares it, with its policy: a consumer's entity is what is left of it. */
function sourceEntity({ entities }: TableDefinition, entity: Entity): Entity {
  return entities.find(({ name }) => name === entity.name) ?? entity;
}

async function readSource(
  { clients, deployment }: DeployedSession,
  table: TableDefinition,
  { item: Key }: RowAddress,
  { hash, see }: IndexedRows,
): Promise<SourceRow | undefined | 'unknown'> {
  const physical = deployment.tables.find(({ name }) => name === table.name)?.physicalName;
  if (!Key || physical === undefined) return 'unknown';
  const readAt = Date.now();
  const { Item } = await clients.dynamoDb.send(new GetItemCommand({ TableName: physical, Key, ConsistentRead: true }));
  return Item && see(rowReader(table, hash)(Item, readAt));
}

function rowOf(source: Found['source']) {
  return source === 'unknown' || source?.status !== 'row' ? undefined : source.row;
}

function describe(
  { entity, address, document, source, filteredOut }: Found,
  difference: Difference | undefined,
): string {
  const stored = document?.marks.deleted === false ? document.row : undefined;
  const row = rowOf(source);
  const fields = Object.keys(entity.fields).filter((name) => stored?.[name] !== undefined || row?.[name] !== undefined);
  const cells = fields.map((name) => [name, valueText(row?.[name]), valueText(stored?.[name])]);
  const parts = [
    `${entity.name} ${address.key}`,
    `  index: ${describeDocument(document)}`,
    `  table: ${describeSource(source)}${filteredOut ? ', outside the filter of the search consumer' : ''}`,
  ];
  if (cells.length > 0) parts.push('', formatTable(['field', 'table', 'index'], cells));
  parts.push('', verdict(source, difference));
  return parts.join('\n');
}

function describeDocument(document: StoredDocument | undefined): string {
  if (!document) return 'no document';
  const { deleted, position, at, snapshotAt } = document.marks;
  const marks = [
    position === undefined ? undefined : `position ${position}`,
    at === undefined ? undefined : `changed ${new Date(at).toISOString()}`,
    snapshotAt === undefined ? undefined : `snapshot read ${new Date(snapshotAt).toISOString()}`,
  ].filter((mark) => mark !== undefined);
  return `${deleted ? 'deleted at' : 'at'} ${marks.join(', ')}`;
}

function describeSource(source: Found['source']): string {
  if (source === 'unknown') return 'unknown: a hashed key does not say where its item lies';
  if (!source) return 'no item';
  switch (source.status) {
    case 'row':
      return 'there';
    case 'rejected':
      return `there, but rejected: ${source.reason.message}`;
    case 'ignored':
      return 'there, but no entity recognises it';
  }
}

function verdict(source: Found['source'], difference: Difference | undefined): string {
  if (source === 'unknown') return 'not compared';
  if (!difference) return 'in step';
  switch (difference.kind) {
    case 'missing':
      return 'NOT in step: missing in the index';
    case 'extra':
      return 'NOT in step: in the index, but not in the table';
    case 'different':
      return `NOT in step: different ${difference.fields.join(', ')}`;
  }
}
