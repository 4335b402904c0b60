import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import type { Difference } from '../../shared/runtime/verify/copy.ts';
import { declared } from '../../operations/deployment/declared-entity.ts';
import { differenceOf } from '../compare.ts';
import { describeDifference } from '../output/verification.ts';
import { type RowRef } from '../story/film-rows.ts';
import type { BadDay } from './day.ts';
import { waitUntil } from '../story/wait.ts';

/** How a row's document differs from its item, as `headwater get` finds it. */
export async function differenceAt(day: BadDay, { entity, key, item }: RowRef): Promise<Difference | undefined> {
  const { session, rows, search } = day;
  const { table: definition } = declared(session, entity);
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
