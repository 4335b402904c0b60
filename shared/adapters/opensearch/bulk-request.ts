import type { Change } from '../../domain/change/change.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import { BULK_FILTER, outcomeOf, outcomeOfFailure, type BulkItem } from './bulk-outcomes.ts';
import type { Operation } from './bulk-body.ts';
import type { SearchClient } from './client.ts';
import { failureOf, send, type RequestFailure } from './request.ts';

/** An item waits this long for its shard, less than a request waits for its answer: then the item alone is retried. */
const SHARD_TIMEOUT = '10s';

/**
 * Sends operations as one bulk. A bulk that is refused as a whole is halved until the guilty operation stands alone; one
 * that is too large is halved until it fits.
 *
 * @returns one outcome per operation, in order; throws only what is no failure of the server.
 */
export async function sendBulk(
  client: SearchClient,
  operations: readonly Operation[],
  changes: readonly Change[],
): Promise<readonly Outcome[]> {
  const { outcomes, refused } = await sendOrHalve(client, operations, changes);
  // Refused whatever it carries: then no change is to blame.
  if (operations.length === 1 || refused < operations.length) return outcomes;
  const summary = 'OpenSearch refuses every bulk, whatever it carries';
  const failure: RequestFailure = { kind: 'unavailable', summary, detail: summary };
  return operations.map(({ index }) => outcomeOfFailure(failure, changeAt(changes, index)));
}

interface Sent {
  readonly outcomes: readonly Outcome[];
  readonly refused: number;
}

async function sendOrHalve(
  client: SearchClient,
  operations: readonly Operation[],
  changes: readonly Change[],
): Promise<Sent> {
  try {
    const items = await sendOnce(client, operations);
    const outcomes = operations.map(({ index }, at) => outcomeOf(itemAt(items, at), changeAt(changes, index)));
    return { outcomes, refused: 0 };
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    if (operations.length > 1 && (failure.kind === 'refused' || failure.kind === 'too-large')) {
      const middle = operations.length >> 1;
      const left = await sendOrHalve(client, operations.slice(0, middle), changes);
      const right = await sendOrHalve(client, operations.slice(middle), changes);
      return { outcomes: [...left.outcomes, ...right.outcomes], refused: left.refused + right.refused };
    }
    const outcomes = operations.map(({ index }) => outcomeOfFailure(failure, changeAt(changes, index)));
    return { outcomes, refused: failure.kind === 'refused' ? operations.length : 0 };
  }
}

async function sendOnce(client: SearchClient, operations: readonly Operation[]): Promise<readonly BulkItem[]> {
  const body = await send<{ readonly items?: readonly Readonly<Record<string, BulkItem>>[] }>(client, {
    method: 'POST',
    path: '/_bulk',
    query: { require_alias: true, timeout: SHARD_TIMEOUT, filter_path: BULK_FILTER },
    // Bytes: text would be joined to the head of the request and encoded there, which costs more (decision 84).
    lines: Buffer.from(operations.map(({ lines }) => lines).join('')),
  });
  // Each item names its action: `update`, or `create` when an index is copied.
  return (body.items ?? []).flatMap((item) => Object.values(item));
}

/** An answer without an item for an operation (a proxy in front of OpenSearch gave it) says nothing about it. */
function itemAt(items: readonly BulkItem[], at: number): BulkItem {
  return items[at] ?? { status: 500, error: { type: 'no_answer' } };
}

function changeAt(changes: readonly Change[], index: number): Change {
  const change = changes[index];
  if (!change) throw new RangeError(`no change ${index}`);
  return change;
}
