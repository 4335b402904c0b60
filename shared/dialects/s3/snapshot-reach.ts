/**
 * How far back a reader of a snapshot must look into history, when it cannot list what the snapshot has not taken in: Athena.
 * Taking in too much changes nothing, too little does. So the snapshot says it, and no clock.
 */
import { takenThrough, type Manifest } from '../../domain/history/compaction.ts';
import { addressesKey, reachKey } from './snapshot-key.ts';

/** Texts, in the words of the history table and of SQL. */
export interface SnapshotReach {
  /** `2026-11-23`: with the snapshot goes the history of that day and later ones. */
  readonly historyFrom: string;
  /** `2026-06-04 00:00:00.000`: of it changes from before are left out (`Manifest.outlivedBefore`). */
  readonly outlivedBefore: string;
}

/** Of an entity without a snapshot: all of history. */
export const ALL_HISTORY: SnapshotReach = { historyFrom: '1970-01-01', outlivedBefore: '1970-01-01 00:00:00.000' };

/** What is archived within it of its time at the source is seen at once; what comes later, after the next compaction. */
const LATE_MS = 86_400_000;

/**
 * Holds for this snapshot and for those that somebody may still be at: a question reads the list of files and this one
 * after the other, and both may be switched in between.
 */
export function snapshotReach(manifest: Manifest): SnapshotReach {
  const earliest = (manifest.formerly ?? [{ takenThrough: ALL_HISTORY.historyFrom }])
    .map((former) => Date.parse(former.takenThrough))
    .reduce((least, through) => Math.min(least, through), takenThrough(manifest));
  const from = new Date(earliest - LATE_MS).toISOString().slice(0, 10);
  const { historyFrom, outlivedBefore } = ALL_HISTORY;
  return {
    historyFrom: from > historyFrom ? from : historyFrom,
    outlivedBefore: manifest.outlivedBefore?.replace('T', ' ').replace('Z', '') ?? outlivedBefore,
  };
}

/**
 * What the snapshots that were replaced lately had taken in, for the manifest that replaces this one.
 *
 * @param replacedAt ISO 8601
 * @param readersMs how long a reader may stay at a former snapshot
 */
export function formerlyTaken(
  manifest: Manifest | undefined,
  replacedAt: string,
  readersMs: number,
): NonNullable<Manifest['formerly']> {
  const until = replacedAt;
  // Before the first snapshot, and before manifests said it, readers knew of nothing.
  const known = manifest?.formerly ?? [{ takenThrough: new Date(0).toISOString(), until }];
  const recent = known.filter((former) => Date.parse(replacedAt) - Date.parse(former.until) < readersMs);
  return manifest ? [...recent, { takenThrough: manifest.takenThrough, until }] : recent;
}

/**
 * What Athena reads beside the manifest, to be replaced in this order once the manifest is: who then still has the old
 * list of files and the new reach, or the other way round, has enough history for either.
 */
export function athenaPointers(
  manifest: Manifest,
  addressOf: (key: string) => string,
): readonly { readonly key: string; readonly text: string }[] {
  const { historyFrom, outlivedBefore } = snapshotReach(manifest);
  return [
    { key: addressesKey(manifest.entity), text: manifest.files.map(({ key }) => `${addressOf(key)}\n`).join('') },
    { key: reachKey(manifest.entity), text: `${historyFrom},${outlivedBefore}\n` },
  ];
}

/** @param text of the object at `reachKey`; undefined while there is none */
export function parseReach(text: string | undefined): SnapshotReach {
  const [historyFrom, outlivedBefore] = text?.trim().split(',') ?? [];
  return historyFrom !== undefined && outlivedBefore !== undefined ? { historyFrom, outlivedBefore } : ALL_HISTORY;
}
