import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoDbItemSource } from '../../shared/adapters/dynamodb/item-source.ts';
import { mappings } from '../../shared/adapters/opensearch/mapping.ts';
import { unfitFor } from '../../shared/adapters/opensearch/unfit.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { Consumer } from '../../shared/domain/definition/headwater.ts';
import { HISTORY_PREFIX } from '../../shared/domain/history-key.ts';
import { generationOf } from '../../shared/domain/position.ts';
import type { Hash } from '../../shared/domain/protect.ts';
import { tombstonesNeededSince } from '../../shared/domain/tombstone-retention.ts';
import type { Copy, TrustedHistory } from '../../shared/runtime/verify/copy.ts';
import type { UnreadableCopy } from '../../shared/runtime/verify/result.ts';
import { expectedBy } from '../../shared/runtime/verify/expected-row.ts';
import type { TableReads } from '../../shared/runtime/verify/verify.ts';
import { openIndexedRows } from '../cloud/indexed-rows.ts';
import { openSearch } from '../cloud/search.ts';
import type { DeployedSession } from '../cloud/session.ts';
import { CommandError } from '../errors.ts';
import { noSuch } from '../no-such.ts';
import { openAnalytics, type Analytics } from './open-analytics.ts';
import { own } from '../../shared/domain/own.ts';

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
 * @throws CommandError when the selection matches nothing that can be compared
 */
export async function openCopies(session: DeployedSession, options: OpenOptions): Promise<OpenCopies> {
  const { hash } = await openIndexedRows(session);
  const kept = keptCopies(session, options);
  const wantsHistory = (options.history ?? true) || kept.some(({ consumer }) => consumer.type === 'analytics');
  const analytics = wantsHistory ? await openAnalytics(session, hash) : undefined;
  const tables = await openTables(session, hash, options.signal);
  const unreadable = kept.flatMap((one) => unreadableOf(one, analytics));
  const readable = kept.filter((one) => unreadableOf(one, analytics).length === 0);
  const parts = { tables, hash, analytics, history: options.history ?? true };
  const copies = readable.map((one) => copyOf(session, one, parts));
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

function unreadableOf({ consumer, entity: { name } }: Kept, analytics: Analytics | undefined): UnreadableCopy[] {
  const because = consumer.type === 'analytics' ? analytics?.history.faultOf(name) : undefined;
  return because === undefined ? [] : [{ consumer: consumer.name, entity: name, because }];
}

interface CopyParts {
  readonly tables: readonly CountedTable[];
  readonly hash: Hash | undefined;
  readonly analytics: Analytics | undefined;
  /** Whether it is asked. */
  readonly history: boolean;
}

interface Kept {
  readonly consumer: Consumer;
  readonly entity: Entity;
}

/** What is kept in stores that can be read; what a function of one's own does cannot. */
function keptCopies({ definition, deployment }: DeployedSession, selection: CopySelection): readonly Kept[] {
  const kept = definition.consumers
    .filter(({ type }) => (type === 'search' && deployment.search) || (type === 'analytics' && deployment.analytics))
    .flatMap((consumer) => consumer.entities.map((entity) => ({ consumer, entity })));
  const chosen = kept.filter(
    ({ consumer, entity }) =>
      (selection.consumer === undefined || consumer.name === selection.consumer) &&
      (selection.entity === undefined || entity.name === selection.entity),
  );
  if (chosen.length > 0) return chosen;
  const { consumer, entity } = selection;
  const consumers = kept.map((one) => one.consumer.name);
  if (consumer !== undefined && !consumers.includes(consumer)) throw noSuch('consumer', consumer, consumers);
  const entities = kept.map((one) => one.entity.name);
  if (entity !== undefined && !entities.includes(entity)) throw noSuch('entity', entity, entities);
  const names = kept.map(({ consumer, entity }) => `${consumer.name} ${entity.name}`).join(', ');
  throw new CommandError('Nothing that is selected can be compared.', `What can be: ${names || 'nothing'}.`);
}

function copyOf(
  session: DeployedSession,
  { consumer, entity }: Kept,
  { tables, hash, analytics, history }: CopyParts,
): Copy {
  const { definition } = session;
  const generation = tables.find(({ entities }) => entities.has(entity.name))?.generation;
  const base = { consumer: consumer.name, entity: entity.name, generation };
  if (consumer.type === 'analytics') {
    if (!analytics) throw new Error('the analytics copy was not opened');
    const { gaps, ...copy } = analytics.copyOf(consumer, entity.name);
    return { ...base, ...copy, gaps: history ? gaps : undefined };
  }
  const { filters = {} } = consumer;
  const { store } = openSearch(session);
  const filter = own(filters, entity.name);
  const asked = history ? analytics?.historyOf(entity, filter) : undefined;
  // A row that was never in the view left no tombstone: only a history that knows which rows were can tell.
  const tells = filter === undefined || asked?.view !== undefined;
  return {
    ...base,
    store,
    unfit: unfitFor(entity, mappings(entity).properties),
    refusals: (changes) => store.refusals(changes),
    expects: expectedBy(consumer, entity.name, hash),
    ...(tells && { tombstonesSince: tombstonesNeededSince(definition, Date.now()) ?? 0 }),
    history: asked,
    isFiltered: filter !== undefined,
  };
}

async function openTables(
  { clients, definition, deployment }: DeployedSession,
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
