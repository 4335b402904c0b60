import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import { keeperOf } from '../../shared/domain/consumers/keepers.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import type { Hash } from '../../shared/domain/row/protect.ts';
import type { SourceRow } from '../../shared/ports/item-source.ts';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import type { StoredDocument } from '../../shared/ports/search-store.ts';
import { differenceOf, known, type Copy, type Difference } from '../../shared/runtime/verify/copy.ts';
import { declared } from '../cloud/declared-entity.ts';
import { openIndexedRows } from '../cloud/indexed-rows.ts';
import { entityNamed, openSearch } from '../cloud/search.ts';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { findRow } from '../cloud/find-row.ts';
import type { RowAddress } from '../item-key.ts';
import { formatTable } from '../output/table.ts';
import { describeDifference } from '../output/verification.ts';
import { openCopies } from '../verify/open-copies.ts';
import { plainText } from '../output/plain-text.ts';
import { own } from '../../shared/domain/own.ts';

export async function get(
  entityName: string,
  words: readonly string[],
  options: CommonOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false, signal });
  const { store, entities } = openSearch(session);
  const entity = entityNamed(entities, entityName);
  const { table, entity: declaredEntity } = declared(session, entity.name);
  const { hash } = await openIndexedRows(session);
  const address = await findRow(session, { table, entity: declaredEntity, hash }, words, { item: true });
  const copy = await searchCopy(session, entity);
  const [document, source] = await Promise.all([
    store.get(entity.name, address.key),
    readSource(session, table, address, hash),
  ]);
  const row = rowOf(source);
  const expected = row && copy.expects(row);
  const found = { entity, address, document, source, expected, filteredOut: row !== undefined && !expected };
  const rejected = source !== 'unknown' && source?.status === 'rejected';
  const sides = { expected, rejected, stored: document };
  const difference = differenceOf(copy, address.key, sides, known(copy, Date.now(), DEFAULT_MARGIN_MS));
  if (!document && !source) {
    throw new CommandError(
      `Neither the table nor the index knows ${entity.name} ${plainText(address.key)}.`,
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
  /** The row as the search consumer should have it. */
  readonly expected: Row | undefined;
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

async function searchCopy(session: DeployedSession, { name: entity }: Entity): Promise<Copy> {
  const consumer = keeperOf(session.definition.consumers, 'search', entity);
  using opened = await openCopies(session, { consumer: consumer?.name, entity, history: false });
  const [copy] = opened.copies;
  if (!copy) throw new CommandError(`No search consumer has ${entity}.`, 'Add it to headwater.config.ts.');
  return copy;
}

async function readSource(
  { clients, deployment }: DeployedSession,
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

function rowOf(source: Found['source']) {
  return source === 'unknown' || source?.status !== 'row' ? undefined : source.row;
}

function describe(
  { entity, address, document, source, expected, filteredOut }: Found,
  difference: Difference | undefined,
): string {
  const stored = document?.marks.deleted === false ? document.row : undefined;
  const row = expected ?? rowOf(source);
  const fields = Object.keys(entity.fields).filter(
    (name) => own(stored, name) !== undefined || own(row, name) !== undefined,
  );
  const cells = fields.map((name) => [name, plainText(own(row, name)), plainText(own(stored, name))]);
  const parts = [
    `${entity.name} ${plainText(address.key)}`,
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
  return difference ? `NOT in step: ${describeDifference(difference)}` : 'in step';
}
