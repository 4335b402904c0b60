/** A change as a webhook brings it, as far as its order goes. */
interface Incoming {
  /** Of a change in the table. A row that a backfill read has none. */
  readonly position?: string;
  /** When it was changed, or read. */
  readonly at: string;
}

/** What a receiver keeps of each key, of deleted ones as well. */
export interface Seen {
  readonly position?: string;
  /** Epoch milliseconds of the change that is held, or of the read. */
  readonly at: number;
  readonly wasRead: boolean;
}

/** More than clocks differ. */
const MARGIN_MS = 60_000;

/**
 * Changes come late, twice and in any order: which are news? Keep what `seen` says in the same transaction as the row.
 *
 * @returns what to keep from now on, and whether the row is to be taken; undefined for an old change
 */
export function news(
  held: Seen | undefined,
  { position, at: time }: Incoming,
): { seen: Seen; take: boolean } | undefined {
  const at = Date.parse(time);
  if (position === undefined) {
    const isOld = held && (held.wasRead ? held.at >= at : held.at >= at - MARGIN_MS);
    return isOld ? undefined : { seen: { ...held, at, wasRead: true }, take: true };
  }
  if (held?.position !== undefined && held.position >= position) return undefined;
  // The row was read later than this change was made: it is in the row already.
  if (held?.wasRead && at < held.at - MARGIN_MS) return { seen: { ...held, position }, take: false };
  return { seen: { position, at, wasRead: false }, take: true };
}
