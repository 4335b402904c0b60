import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoDbItemSource } from '../../shared/adapters/dynamodb/item-source.ts';
import { HISTORY_PREFIX } from '../../shared/dialects/s3/history-key.ts';
import { factsOf } from '../../shared/domain/consumers/facts.ts';
import { generationOf } from '../../shared/domain/change/position.ts';
import type { Hash } from '../../shared/domain/row/protect.ts';
import type { Copy, TrustedHistory } from '../../shared/runtime/verify/copy.ts';
import type { UnreadableCopy } from '../../shared/runtime/verify/result.ts';
import type { TableReads } from '../../shared/runtime/verify/verify.ts';
import { openIndexedRows } from '../deployment/indexed-rows.ts';
import type { Deployed } from '../deployed.ts';
import type { CopyParts, Kept } from '../consumers/consumer-ports.ts';
import { portsOf } from '../consumers/ports.ts';
import { OperationError } from '../operation-error.ts';
import { noSuch } from '../no-such.ts';
import { openAnalytics } from './open-analytics.ts';

/** Which copies a verb is about. */
export interface CopySelection {
  readonly consumer?: string | undefined;
  readonly entity?: string | undefined;
}

/** A table, and about how many items it has. */
export interface CountedTable extends TableReads {
  readonly name: string;
  readonly items: number;
  /** Of the stream that it has now, which the deployment may not know yet: it was restored, or its stream switched off and on. */
  readonly generation: string;
}

export interface OpenCopies extends Disposable {
  readonly copies: readonly Copy[];
  /** Selected, and not among the copies: what is compared of the others stands beside it. */
  readonly unreadable: readonly UnreadableCopy[];
  /** Objects of the history of what is selected that cannot be read: the analytics copy is compared without them. */
  unreadableObjects(): readonly UnreadableObject[];
  readonly tables: readonly CountedTable[];
  readonly hash: Hash | undefined;
  /** Of each selected entity what the history knows, where all of its changes are archived. */
  readonly histories: readonly OpenHistory[];
}

export interface OpenHistory {
  readonly history: TrustedHistory;
  readonly table: CountedTable;
}

export interface UnreadableObject {
  readonly key: string;
  readonly because: string;
}

export interface OpenOptions extends CopySelection {
  /** Whether search copies ask the history as well; without, verify cannot tell stale from different. @default true */
  readonly history?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens what the consumers of a deployment keep, and the tables that they keep it of.
 *
 * @throws OperationError when the selection matches nothing that can be compared
 */
export async function openCopies(deployed: Deployed, options: OpenOptions): Promise<OpenCopies> {
  const { hash } = await openIndexedRows(deployed);
  const kept = keptCopies(deployed, options);
  const wantsHistory = (options.history ?? true) || kept.some(({ consumer }) => portsOf(consumer)?.needsHistory);
  const analytics = wantsHistory ? await openAnalytics(deployed, hash) : undefined;
  const tables = await openTables(deployed, hash, options.signal);
  const parts = { hash, analytics, history: options.history ?? true };
  const unreadable = kept.flatMap((one) => unreadableOf(one, parts));
  const readable = kept.filter((one) => unreadableOf(one, parts).length === 0);
  const copies = readable.flatMap((one) => copyOf(deployed, one, tables, parts));
  const unreadableObjects = (): readonly UnreadableObject[] =>
    (analytics?.history.unreadable() ?? [])
      .filter(({ key }) => kept.some(({ entity }) => key.startsWith(`${HISTORY_PREFIX}entity=${entity.name}/`)))
      .map(({ key, because }) => ({ key, because }));
  const entities = new Set(kept.map(({ entity }) => entity));
  const histories = [...entities].flatMap((entity): OpenHistory[] => {
    const table = tables.find((one) => one.entities.has(entity.name));
    const history = analytics?.historyOf(entity);
    return table && history ? [{ table, history }] : [];
  });
  return {
    copies,
    unreadable,
    unreadableObjects,
    histories,
    tables,
    hash,
    [Symbol.dispose]: () => analytics?.history.close(),
  };
}

function unreadableOf({ consumer, entity: { name } }: Kept, parts: CopyParts): UnreadableCopy[] {
  const because = portsOf(consumer)?.faultOf(name, parts);
  return because === undefined ? [] : [{ consumer: consumer.name, entity: name, because }];
}

/** What is kept in stores that can be read; what a function or a receiver did cannot. */
function keptCopies({ definition, deployment }: Deployed, selection: CopySelection): readonly Kept[] {
  const kept = definition.consumers
    .filter((consumer) => portsOf(consumer)?.isThere(deployment))
    .flatMap((consumer) => consumer.entities.map((entity) => ({ consumer, entity })));
  const chosen = kept.filter(
    ({ consumer, entity }) =>
      (selection.consumer === undefined || consumer.name === selection.consumer) &&
      (selection.entity === undefined || entity.name === selection.entity),
  );
  if (chosen.length > 0) return chosen;
  const { consumer, entity } = selection;
  const consumers = kept.map((one) => one.consumer.name);
  const declared = definition.consumers.find(({ name }) => name === consumer);
  if (declared && factsOf(declared).keeps === 'none') {
    throw new OperationError(
      `Consumer ${declared.name} keeps nothing that can be read back: there is nothing to compare.`,
      `What can be compared: ${[...new Set(consumers)].join(', ') || 'nothing'}.`,
    );
  }
  if (consumer !== undefined && !consumers.includes(consumer)) throw noSuch('consumer', consumer, consumers);
  const entities = kept.map((one) => one.entity.name);
  if (entity !== undefined && !entities.includes(entity)) throw noSuch('entity', entity, entities);
  const names = kept.map(({ consumer, entity }) => `${consumer.name} ${entity.name}`).join(', ');
  throw new OperationError('Nothing that is selected can be compared.', `What can be: ${names || 'nothing'}.`);
}

function copyOf(
  deployed: Deployed,
  { consumer, entity }: Kept,
  tables: readonly CountedTable[],
  parts: CopyParts,
): Copy[] {
  const ports = portsOf(consumer);
  if (!ports) return [];
  const generation = tables.find(({ entities }) => entities.has(entity.name))?.generation;
  const base = { consumer: consumer.name, entity: entity.name, generation };
  return [{ ...base, ...ports.copyOf(deployed, { consumer, entity }, parts) }];
}

async function openTables(
  { clients, definition, deployment }: Deployed,
  hash: Hash | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly CountedTable[]> {
  const opened = definition.tables.map(async (table): Promise<readonly CountedTable[]> => {
    const deployed = deployment.tables.find(({ name }) => name === table.name);
    if (!deployed) return [];
    const tableName = deployed.physicalName;
    const source = createDynamoDbItemSource({ client: clients.dynamoDb, definition: table, tableName, hash, signal });
    const { Table } = await clients.dynamoDb.send(new DescribeTableCommand({ TableName: tableName }));
    const entities = new Set(table.entities.map(({ name }) => name));
    const generation = generationOf(Table?.LatestStreamArn ?? deployed.streamArn);
    return [{ ...source, name: table.name, entities, items: Table?.ItemCount ?? 0, generation }];
  });
  return (await Promise.all(opened)).flat();
}
