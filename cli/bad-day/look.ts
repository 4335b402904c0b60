import { DeleteItemCommand, GetItemCommand, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../examples/film-shop/film-items.ts';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import { countMessages } from '../cloud/queues.ts';
import type { Difference } from '../../shared/runtime/verify/copy.ts';
import { differenceOf } from '../compare.ts';
import { CommandError } from '../errors.ts';
import { describeDifference } from '../output/verification.ts';
import type { BadDay } from './day.ts';
import type { RowRef } from './films.ts';
import { waitUntil } from './wait.ts';

/** Puts items in one transaction: their stream records stand side by side, and travel in one pack. */
export async function putTogether({ session, table }: BadDay, items: readonly Item[]): Promise<void> {
  const TransactItems = items.map((Item) => ({ Put: { TableName: table, Item } }));
  await session.clients.dynamoDb.send(new TransactWriteItemsCommand({ TransactItems }));
}

export async function put({ session, table: TableName }: BadDay, Item: Item): Promise<void> {
  await session.clients.dynamoDb.send(new PutItemCommand({ TableName, Item }));
}

export async function remove({ session, table: TableName }: BadDay, Key: Item): Promise<void> {
  await session.clients.dynamoDb.send(new DeleteItemCommand({ TableName, Key }));
}

/** How a row's document differs from its item, as `headwater get` finds it. */
export async function differenceAt(day: BadDay, { entity, key, item }: RowRef): Promise<Difference | undefined> {
  const { session, rows, search } = day;
  const definition = session.definition.tables.find(({ entities }) => entities.some(({ name }) => name === entity));
  if (!definition) throw new CommandError(`No table holds ${entity}.`, 'The bad day needs the film shop.');
  const read = new GetItemCommand({ TableName: day.table, Key: item, ConsistentRead: true });
  const [{ Item }, document] = await Promise.all([
    session.clients.dynamoDb.send(read),
    search.store.get(entity, key).catch(() => undefined),
  ]);
  const source = Item && rows.see(rowReader(definition, rows.hash)(Item, Date.now()));
  return differenceOf(entity, key, source?.status === 'row' ? source.row : undefined, document);
}

/** What `headwater get` ends with. */
export async function verdictAt(day: BadDay, ref: RowRef): Promise<string> {
  const difference = await differenceAt(day, ref);
  return difference ? `NOT in step: ${describeDifference(difference)}` : 'in step';
}

/** Waits until the documents are as their items. @returns how long it took */
export function untilInStep(day: BadDay, what: string, refs: readonly RowRef[]): Promise<string> {
  return waitUntil(day, what, async () => {
    const differences = await Promise.all(refs.map((ref) => differenceAt(day, ref)));
    return differences.every((difference) => difference === undefined);
  });
}

/** Messages of each consumer's buffer, waiting or in flight. */
export async function buffered({ session }: BadDay): Promise<Readonly<Record<string, number>>> {
  const { clients, deployment } = session;
  const counts = deployment.consumers.map(
    async ({ name, bufferUrl }) => [name, await countMessages(clients.sqs, bufferUrl)] as const,
  );
  return Object.fromEntries(await Promise.all(counts));
}

/** The lines of `headwater status` about buffers. */
export async function describeBuffers(day: BadDay): Promise<string> {
  const counts = Object.entries(await buffered(day));
  return counts.map(([name, messages]) => `buffer    ${name.padEnd(9)}  ${messages}`).join('\n');
}

export function untilBuffersAreEmpty(day: BadDay): Promise<string> {
  return waitUntil(day, 'no message waits in any buffer', async () =>
    Object.values(await buffered(day)).every((messages) => messages === 0),
  );
}
