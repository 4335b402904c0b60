/** Changes in the history that no stream gave: found for verify, voided by repair. */
import { createS3BucketFiles } from '../../shared/adapters/s3/bucket-files.ts';
import { keepersOf } from '../../shared/domain/consumers/keepers.ts';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import { absenceOf, snapshotOf } from '../../shared/domain/change/read-change.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { publishChanges } from '../../shared/runtime/publish-changes.ts';
import type { Copy } from '../../shared/runtime/verify/copy.ts';
import { findFalse, voidedOf, type FoundFalse } from '../../shared/runtime/verify/false-changes.ts';
import { readRows } from '../../shared/runtime/verify/look.ts';
import { recordVoided, voidedIn } from '../../shared/runtime/verify/voided-record.ts';
import { sendToConsumer } from '../deployment/senders.ts';
import type { Deployed } from '../deployed.ts';
import { OperationError } from '../operation-error.ts';
import type { OpenCopies, OpenHistory } from './open-copies.ts';

/** @param keys by entity: only these; @default all */
export async function falseIn(
  histories: readonly OpenHistory[],
  keys?: (entity: string) => readonly string[],
): Promise<readonly FoundFalse[]> {
  const found: FoundFalse[] = [];
  for (const { history, table } of histories) {
    const look = { source: table, marginMs: DEFAULT_MARGIN_MS, now: Date.now, generation: table.generation };
    for await (const one of findFalse(history, look, keys?.(history.copy.entity))) found.push(one);
  }
  return found;
}

/** Of the keys that a person typed, those of an entity. */
export function keysOf(typed: ReadonlyMap<Copy, string>): (entity: string) => readonly string[] {
  const keys = [...typed];
  return (entity) => [...new Set(keys.filter(([copy]) => copy.entity === entity).map(([, key]) => key))];
}

/**
 * Writes down that changes are false, and sends the analytics copy a read of each key: its snapshot may hold a false row.
 * Files are not altered.
 */
export async function voidFalse(
  deployed: Deployed,
  { histories }: Pick<OpenCopies, 'histories'>,
  found: readonly FoundFalse[],
): Promise<void> {
  for (const { history, table } of histories) {
    const { entity } = history.copy;
    const own = found.filter((one) => one.isSure && one.entity === entity);
    if (own.length === 0) continue;
    await record(deployed, entity, own);
    await history.changes.refresh();
    await sendReads(deployed, { history, table }, [...new Set(own.map(({ key }) => key))]);
    deployed.onProgress({ of: 'repair', step: 'voids', entity, changes: own.length });
  }
}

/** What whoever replays a range should know: it may bring voided changes back, which no consumer's queue is told of. */
export async function voidedNote(deployed: Deployed): Promise<string | undefined> {
  const bucket = deployed.deployment.analytics?.bucket;
  if (bucket === undefined) return undefined;
  const files = createS3BucketFiles(deployed.clients.s3, bucket);
  let count = 0;
  try {
    for (const { name } of deployed.definition.tables.flatMap(({ entities }) => entities)) {
      // All of them: the time by which the archive holds a forged event is its sender's to choose.
      count += (await voidedIn(files, name)).length;
    }
  } catch (error) {
    // Who may replay need not be who may read rows.
    if (!(error instanceof HeadwaterError)) throw error;
    return 'Whether there are voided changes is not known: these credentials may not read the records.';
  }
  if (count === 0) return undefined;
  return `Changes that were voided (${count}) are in the archive still. Indices leave them out, from a minute after they were voided; functions of your own get them again. \`npx headwater verify\` tells.`;
}

async function record({ clients, deployment }: Deployed, entity: string, found: readonly FoundFalse[]) {
  const bucket = deployment.analytics?.bucket;
  if (bucket === undefined) throw new OperationError('There is no analytics bucket to write to.', 'Deploy it first.');
  const now = Date.now();
  const more = found.map((one) => voidedOf(one, now));
  await recordVoided(createS3BucketFiles(clients.s3, bucket), entity, more);
}

const SEND_WITHIN_MS = 60_000;

async function sendReads(deployed: Deployed, { history, table }: OpenHistory, keys: readonly string[]): Promise<void> {
  const { entity } = history.copy;
  const consumers = keepersOf(deployed.definition.consumers, 'analytics').filter(({ entities }) =>
    entities.some(({ name }) => name === entity),
  );
  const readAt = Date.now();
  const rows = await readRows(table, entity, keys);
  const reads = keys.flatMap((key) => {
    const item = rows.get(key);
    if (item?.status === 'rejected' || item?.status === 'unreadable') return [];
    const read = { entity, key, readAt };
    const moment = { cause: 'repair' as const };
    return [item?.status === 'row' ? snapshotOf({ ...read, row: item.row }, moment) : absenceOf(read, moment)];
  });
  const deadline = Date.now() + SEND_WITHIN_MS;
  for (const { name } of consumers) {
    await publishChanges(reads, sendToConsumer(deployed, table.name, name), () => deadline - Date.now());
  }
}
