import type { Change } from '../domain/change/change.ts';
import { DEFAULT_CLAIM_BYTES } from '../domain/change/claim.ts';
import type { TableDefinition } from '../domain/definition/headwater.ts';
import { packChanges, tooLarge, type PackedEvent } from '../domain/change/pack.ts';
import type { Reason } from '../domain/delivery/reason.ts';
import type { ChangePublisher } from '../ports/change-publisher.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import { checkIn, type IsFinal } from './claim-check.ts';

export interface PublishPorts {
  readonly table: TableDefinition;
  readonly publisher: ChangePublisher;
  /** Where rows go that are too large for an event. */
  readonly claims: ClaimStore;
  /** From how many bytes on. @default 240,000 */
  readonly claimBytes?: number;
  /** Errors of the claim store that are thrown at once. @default none: what was not stored is not published now */
  readonly isFinal?: IsFinal;
}

export interface Published {
  /** What will never be taken. */
  readonly refused: readonly { readonly change: Change; readonly reason: Reason }[];
  /** What was not taken now. */
  readonly unpublished: readonly Change[];
  /** Why not, of the first of them; undefined when all was taken. */
  readonly why: string | undefined;
}

/**
 * Packs changes of a table and publishes them; rows over the limit travel by reference.
 *
 * @param timeLeft milliseconds until it must have ended
 * @returns what was not taken; all else was
 */
export async function publishChanges(
  changes: readonly Change[],
  { table, publisher, claims, claimBytes = DEFAULT_CLAIM_BYTES, isFinal }: PublishPorts,
  timeLeft: () => number,
): Promise<Published> {
  const entities = new Map(table.entities.map((entity) => [entity.name, entity]));
  const packed = packChanges(`headwater.${table.name}`, entities, changes);
  const { packs, unstored } = await checkIn(packed, { claims, bytes: claimBytes, ...(isFinal && { isFinal }) });
  const refused: { change: Change; reason: Reason }[] = [];
  const unpublished: Change[] = [...unstored];
  let why = unstored.length > 0 ? 'a row that is too large for an event could not be stored' : undefined;
  const fitting: PackedEvent[] = [];
  for (const pack of packs) {
    const reason = tooLarge(pack);
    if (reason) refused.push(...pack.changes.map((change) => ({ change, reason })));
    else fitting.push(pack);
  }
  const results =
    fitting.length > 0
      ? await publisher.publish(
          fitting.map(({ event }) => event),
          timeLeft,
        )
      : [];
  fitting.forEach((pack, index) => {
    const result = results[index];
    if (result?.published) return;
    if (result?.reason.code === 'HW_EVENT_REFUSED') {
      refused.push(...pack.changes.map((change) => ({ change, reason: result.reason })));
    } else {
      unpublished.push(...pack.changes);
      why ??= result ? `${result.reason.code}: ${result.reason.message}` : 'the bus did not answer for it';
    }
  });
  return { refused, unpublished, why };
}
