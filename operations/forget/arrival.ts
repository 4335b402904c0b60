/** Erasure begins at the source: the item must be gone, and the stores must know. What comes later would bring values back. */
import { setTimeout as delay } from 'node:timers/promises';
import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { physicalIndicesOf, readDocumentIn } from '../../shared/adapters/opensearch/physical-index.ts';
import { isGone } from '../../shared/domain/history/erasure.ts';
import { findRows, partFiles, type Holding } from '../../shared/runtime/erasure/find-rows.ts';
import { OperationError } from '../operation-error.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { sendAbsence } from './absence.ts';
import { copiedEntity, isSearched, type ForgetTarget } from './target.ts';

export type ItemState = 'there' | 'gone' | 'unknown';

export interface IndexState {
  readonly index: string;
  readonly state: 'row' | 'tombstone' | 'no document';
}

/** What the stores know of the deletion. */
export interface Arrival {
  readonly item: ItemState;
  readonly indices: readonly IndexState[];
  readonly history: readonly Holding[];
  readonly arrived: boolean;
  /** Consumers that were told of no item, for no deletion came. */
  readonly told: readonly string[];
}

/** The archiver collects for a while, and Lambda scales up: beyond this something is wrong. */
const PATIENCE_MS = 120_000;
/** Then the deletion was perhaps never told: before Headwater ran, or by a restore. */
const ABSENCE_AFTER_MS = 30_000;
const BETWEEN_LOOKS_MS = 1_000;

export async function readItem({ deployed, table, address }: ForgetTarget): Promise<ItemState> {
  const TableName = physicalTable(deployed.deployment.tables, table.name);
  // A hashed key does not say where its item lies.
  if (!address.item) return 'unknown';
  const command = new GetItemCommand({ TableName, Key: address.item, ConsistentRead: true });
  return (await deployed.clients.dynamoDb.send(command)).Item ? 'there' : 'gone';
}

export async function deleteItem({ deployed, table, address }: ForgetTarget): Promise<void> {
  const TableName = physicalTable(deployed.deployment.tables, table.name);
  if (address.item) await deployed.clients.dynamoDb.send(new DeleteItemCommand({ TableName, Key: address.item }));
}

function physicalTable(tables: ForgetTarget['deployed']['deployment']['tables'], name: string): string {
  const physical = tables.find((table) => table.name === name)?.physicalName;
  if (physical !== undefined) return physical;
  throw new OperationError(`Table ${name} is not deployed.`, 'Deploy again.');
}

/** @param known what an earlier look has found in history: objects are never altered, and need no second look */
export async function lookForDeletion(target: ForgetTarget, known: KnownHistory = new Map()): Promise<Arrival> {
  const [item, indices] = [await readItem(target), await readIndices(target)];
  const history = await readHistory(target, known);
  const isDeleted = indices.every(({ state }) => state !== 'row') && isGone(history.flatMap(({ rows }) => rows));
  return { item, indices, history, arrived: isDeleted, told: [] };
}

type KnownHistory = Map<string, Holding | undefined>;

/** Waits until every store has the deletion. @throws OperationError when the item is there, or the deletion does not come */
export async function awaitDeletion(target: ForgetTarget, wasDeleted: boolean, signal: AbortSignal): Promise<Arrival> {
  const known: KnownHistory = new Map();
  const started = Date.now();
  let told: readonly string[] = [];
  for (;;) {
    const readAt = Date.now();
    const arrival = { ...(await lookForDeletion(target, known)), told };
    if (arrival.item === 'there') throw wasDeleted ? thereAgain(target) : stillThere(target);
    if (arrival.arrived) return arrival;
    if (readAt > started + PATIENCE_MS) throw notArrived(target, arrival);
    if (told.length === 0 && arrival.item === 'gone' && readAt > started + ABSENCE_AFTER_MS) {
      told = await sendAbsence(target, { ...behind(arrival), readAt });
    }
    target.deployed.onProgress({ of: 'forget', step: 'awaits-deletion', missing: missing(arrival) });
    await delay(BETWEEN_LOOKS_MS, undefined, { signal });
  }
}

export function stillThere({ entity, address }: ForgetTarget): OperationError {
  return new OperationError(
    `${entity.name} ${plainText(address.key)} is in the table: whatever is erased would come back with its next change.`,
    'Delete the item first, or let --delete-item do it.',
  );
}

/** To delete it once more would be the advice that was followed. */
function thereAgain({ entity, address }: ForgetTarget): OperationError {
  return new OperationError(
    `${entity.name} ${plainText(address.key)} was deleted and is in the table again: something writes it. Nothing was erased.`,
    `Stop what writes it (\`npx headwater history ${entity.name} ...\` shows when it does), then run this again.`,
    { isFinding: true },
  );
}

function notArrived({ entity, address }: ForgetTarget, arrival: Arrival): OperationError {
  return new OperationError(
    `The deletion of ${entity.name} ${plainText(address.key)} has not arrived in ${missing(arrival)}. Nothing was erased.`,
    `\`npx headwater status\` shows what waits in queues, \`npx headwater dlq list\` what was rejected. \`npx headwater backfill --entity ${entity.name} --yes\` tells the stores what the table has. An index that no alias names is fed by nobody: delete it.`,
    { isFinding: true },
  );
}

export function missing(arrival: Arrival): string {
  const indices = arrival.indices.filter(({ state }) => state === 'row').map(({ index }) => `index ${index}`);
  return [...indices, ...(behind(arrival).analytics ? ['history'] : [])].join(' and ');
}

function behind({ indices, history }: Arrival): { readonly search: boolean; readonly analytics: boolean } {
  return {
    search: indices.some(({ state }) => state === 'row'),
    analytics: !isGone(history.flatMap(({ rows }) => rows)),
  };
}

async function readIndices(target: ForgetTarget): Promise<readonly IndexState[]> {
  const { search, entity, address } = target;
  if (!search || !isSearched(target)) return [];
  const indices = await physicalIndicesOf(search.client, entity.name);
  return Promise.all(
    indices.map(async (index): Promise<IndexState> => {
      const document = await readDocumentIn(search.client, index, address.key);
      // A tombstone of ours is empty: one with a row in it is none.
      const isEmpty = document?.marks.deleted === true && Object.keys(document.row).length === 0;
      return { index, state: !document ? 'no document' : isEmpty ? 'tombstone' : 'row' };
    }),
  );
}

async function readHistory(target: ForgetTarget, known: KnownHistory): Promise<readonly Holding[]> {
  const { copy, entity, address } = target;
  if (!copy || !copiedEntity(target)) return [];
  const objects = await partFiles(copy.files, 'history', entity.name);
  const unknown = objects.filter(({ key }) => !known.has(key));
  const found = new Map((await findRows(copy, unknown, address.key)).map((holding) => [holding.object.key, holding]));
  for (const { key } of unknown) known.set(key, found.get(key));
  return objects.flatMap(({ key }) => known.get(key) ?? []);
}
