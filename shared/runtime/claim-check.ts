import type { Change } from '../domain/change/change.ts';
import { chunks } from '../domain/delivery/chunks.ts';
import { claimFor, isReferring, redeemed, type DeliveredChange } from '../domain/change/claim.ts';
import { problemOf } from '../domain/change/delivered-shape.ts';
import { HeadwaterError } from '../domain/errors.ts';
import type { Outcome } from '../domain/delivery/outcome.ts';
import { packReferring, type PackedEvent } from '../domain/change/pack.ts';
import type { Reason } from '../domain/delivery/reason.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import { deferred } from './deferred.ts';

/** Requests in flight: each holds a row of up to 400 KB, before and after. */
const CONCURRENCY = { count: 8, bytes: Infinity };

/**
 * Whether no waiting mends an error: then it is thrown, and nothing is tried again. For a person at a terminal; a function waits all the
 * same, as what it misses may come back.
 */
export type IsFinal = (error: unknown) => boolean;

export interface CheckedIn {
  /** What can be published: packs as they are, and references in place of large ones. */
  readonly packs: readonly PackedEvent[];
  /** Changes whose rows could not be stored: they must come again. */
  readonly unstored: readonly Change[];
}

/** Stores the rows of packs over the limit, so that a reference to them travels. Only a pack of one change is so large. */
export async function checkIn(
  packs: readonly PackedEvent[],
  { claims, bytes, isFinal }: { readonly claims: ClaimStore; readonly bytes: number; readonly isFinal?: IsFinal },
): Promise<CheckedIn> {
  const [fitting, large] = [[] as PackedEvent[], [] as PackedEvent[]];
  for (const pack of packs) (isOver(pack.event.detail, bytes) ? large : fitting).push(pack);
  const unstored: Change[] = [];
  for (const some of chunks(large, () => 0, CONCURRENCY)) {
    await Promise.all(
      some.map(async (pack) => {
        const referring = await store(pack, claims, isFinal);
        if (referring) fitting.push(referring);
        else unstored.push(...pack.changes);
      }),
    );
  }
  return { packs: fitting, unstored };
}

async function store(
  pack: PackedEvent,
  claims: ClaimStore,
  isFinal: IsFinal | undefined,
): Promise<PackedEvent | undefined> {
  const [change, another] = pack.changes;
  if (!change || another) return pack;
  const { body, referring } = claimFor(change);
  try {
    await claims.put(referring.claim, body);
    return packReferring(pack, referring);
  } catch (error) {
    if (isFinal?.(error)) throw error;
    return undefined;
  }
}

/** A UTF-16 unit has at most 3 bytes in UTF-8: for most packs no bytes need to be counted. */
function isOver(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes;
}

/**
 * Fetches the rows of changes by reference. A row that is gone is `rejected`; one that cannot be fetched now is `retry`.
 *
 * @returns the whole change, or its outcome, for each, in order
 */
export async function redeemAll(
  changes: readonly DeliveredChange[],
  claims: ClaimStore | undefined,
): Promise<readonly (Change | Outcome)[]> {
  if (!changes.some(isReferring)) return changes as readonly Change[];
  const redeeming: (Change | Outcome)[] = [];
  for (const some of chunks(changes, () => 0, CONCURRENCY)) {
    redeeming.push(...(await Promise.all(some.map((change) => redeem(change, claims)))));
  }
  return redeeming;
}

async function redeem(change: DeliveredChange, claims: ClaimStore | undefined): Promise<Change | Outcome> {
  if (!isReferring(change)) return change;
  const where = `${change.entity} ${change.key}`;
  if (!claims) return retry({ code: 'HW_CLAIM_UNAVAILABLE', message: `${where}: the consumer has no claim store` });
  try {
    const body = await claims.get(change.claim);
    if (body === undefined) {
      const message = `${where}: its rows lay in ${change.claim.key} and are gone`;
      return { status: 'rejected', reason: { code: 'HW_CLAIM_GONE', message } };
    }
    const whole = redeemed(change, body);
    if (whole && problemOf(whole, change.operation) === undefined) return whole as unknown as Change;
    const message = `${where}: what lies in ${change.claim.key} is not what it refers to`;
    return { status: 'rejected', reason: { code: 'HW_EVENT_MALFORMED', message } };
  } catch (error) {
    if (!(error instanceof HeadwaterError)) throw error;
    return retry({ code: error.code, message: `${where}: ${error.message}` });
  }
}

function retry(reason: Reason): Outcome {
  return { status: 'retry', reason };
}

/** A claim store that is opened when the first large row comes. */
export function deferredClaims(open: () => Promise<ClaimStore>): ClaimStore {
  const store = deferred(open);
  return {
    put: async (claim, body) => (await store()).put(claim, body),
    get: async (claim) => (await store()).get(claim),
  };
}
