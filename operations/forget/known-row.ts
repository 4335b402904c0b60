/** No erasure without a row: that nothing was found under a key proves nothing if the key is not the row's real name. */
import { withValues, findRows, partFiles } from '../../shared/runtime/erasure/find-rows.ts';
import { OperationError } from '../operation-error.ts';
import { lookForDeletion, type Arrival } from './arrival.ts';
import type { Found } from './find.ts';
import { listErasures } from './records.ts';
import { copiedEntity, type ForgetTarget } from './target.ts';

/**
 * @param wasThere whether its item was in the table
 * @throws OperationError when neither the table nor a store has ever heard of the key
 */
export async function checkKnown(
  target: ForgetTarget,
  wasThere: boolean,
  arrival: Arrival,
  found: Found,
): Promise<void> {
  const isStored =
    arrival.indices.some(({ state }) => state !== 'no document') ||
    arrival.history.length + found.current.length + found.claims.length > 0 ||
    found.letters.own.length + found.letters.shared.length > 0;
  if (wasThere || isStored || (await wasForgotten(target))) return;
  const { entity, address } = target;
  throw new OperationError(
    `Neither the table nor a store has ever heard of ${entity.name} ${address.key}: nothing was erased, and nothing is proven.`,
    `Look for its key: npx headwater search ${entity.name} "<words>". Or give the parts of the key as the item has them, in quotes.`,
  );
}

async function wasForgotten({ records, entity, address }: ForgetTarget): Promise<boolean> {
  const erasures = await listErasures(records);
  return erasures.some((one) => one.entity === entity.name && one.key === address.key);
}

/** Whether a store has values under the key now, asked anew. */
export async function holdsValues(target: ForgetTarget): Promise<boolean> {
  const { indices, history } = await lookForDeletion(target);
  if (indices.some(({ state }) => state === 'row') || withValues(history).length > 0) return true;
  const { copy, entity, address } = target;
  if (!copy || !copiedEntity(target)) return false;
  return withValues(await findRows(copy, await partFiles(copy.files, 'current', entity.name), address.key)).length > 0;
}
