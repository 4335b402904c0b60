import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Copy } from '../../shared/runtime/verify/copy.ts';
import type { FoundFalse } from '../../shared/runtime/verify/false-changes.ts';
import type { Verification } from '../../shared/runtime/verify/result.ts';
import type { Deployed } from '../deployed.ts';
import { createDriftFile, readDriftFile, type DriftPlace } from '../verify/drift-file.ts';
import { falseIn, keysOf, voidFalse } from '../verify/false-changes.ts';
import type { KeyRange } from '../verify/key-range.ts';
import { knownKeys } from '../verify/known-keys.ts';
import type { CopySelection, OpenCopies } from '../verify/open-copies.ts';
import { runVerification } from '../verify/run-verification.ts';
import { mend, type MendCounts } from './mend.ts';
import { verifyPlaces } from './verify-places.ts';

export interface RepairOptions extends CopySelection {
  /** The differences that verify wrote; without it, and without keys, they are found anew. */
  readonly from?: string | undefined;
  /** Only these: what was typed means at each copy. */
  readonly typed?: ReadonlyMap<Copy, string> | undefined;
  readonly keys?: KeyRange | undefined;
  /** Keys a second. */
  readonly rate: number;
  /** Seconds. */
  readonly grace: number;
  readonly examples: number;
  /** Only say what would be sent. */
  readonly dry: boolean;
  readonly signal: AbortSignal;
}

export interface RepairReport {
  readonly copies: readonly MendCounts[];
  readonly falseChanges: readonly FoundFalse[];
  /** How the mended places are afterwards; undefined when nothing was sent. */
  readonly verified: Verification | undefined;
}

/** Sends the rows of the table, or their absence, to the copies that are not in step, and looks whether that mended them. */
export async function repairCopies(
  deployed: Deployed,
  opened: OpenCopies,
  options: RepairOptions,
): Promise<RepairReport> {
  const { typed, dry, signal } = options;
  const falseChanges = await falseIn(opened.histories, typed && keysOf(typed));
  if (!dry) await voidFalse(deployed, opened, falseChanges);
  const found = options.from ?? (typed ? undefined : await findPlaces(deployed, opened, options));
  try {
    if (typed) await knownKeys(opened, typed);
    const places = (): AsyncIterable<DriftPlace> => placesOf(found, options);
    const copies = await mend(places(), { ...options, deployed, opened });
    if (dry) return { copies, falseChanges, verified: undefined };
    const refusals = copies.flatMap((one) => one.refusals);
    const look = { graceSeconds: options.grace, signal, refusals };
    return { copies, falseChanges, verified: await verifyPlaces(deployed, opened, places, look) };
  } finally {
    if (options.from === undefined && found !== undefined) await rm(dirname(found), { recursive: true, force: true });
  }
}

/** Looks for differences in all that is selected, into a file: they may be more than memory holds. */
async function findPlaces(
  deployed: Deployed,
  opened: OpenCopies,
  { keys, grace, signal }: RepairOptions,
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'headwater-repair-'));
  const path = join(directory, 'drift.ndjson');
  try {
    await using file = await createDriftFile(path);
    await runVerification(deployed, opened, {
      graceSeconds: grace,
      keys,
      signal,
      onDifference: (difference) => file.write(difference),
    });
    return path;
  } catch (error) {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 }); // a write may still be under way
    throw error;
  }
}

async function* placesOf(
  file: string | undefined,
  { typed, keys, consumer, entity }: RepairOptions,
): AsyncIterable<DriftPlace> {
  for (const [copy, key] of typed ?? []) yield { consumer: copy.consumer, entity: copy.entity, key, kind: 'different' };
  if (file === undefined) return;
  for await (const place of readDriftFile(file)) {
    const selected =
      (consumer ?? place.consumer) === place.consumer &&
      (entity ?? place.entity) === place.entity &&
      (keys?.has(place.key) ?? true);
    if (selected) yield place;
  }
}
