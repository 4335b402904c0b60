import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { collectEarly } from '../collect-early.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { describeMending, describeRepair } from '../output/repair.ts';
import { knownKeys } from '../verify/known-keys.ts';
import { createDriftFile, readDriftFile, type DriftPlace } from '../verify/drift-file.ts';
import { describeFalse, falseIn, keysOf, voidFalse } from '../verify/false-changes.ts';
import type { KeyRange } from '../verify/key-range.ts';
import { mend, type MendCounts } from '../verify/mend.ts';
import { openCopies, type CopySelection, type OpenCopies } from '../verify/open-copies.ts';
import type { Copy } from '../../shared/runtime/verify/copy.ts';
import { keysTyped } from '../verify/typed-keys.ts';
import { runVerification } from '../verify/run-verification.ts';
import { verifyPlaces } from '../verify/verify-places.ts';

export interface RepairOptions extends CommonOptions, CopySelection {
  /** The differences that verify wrote; without it they are found anew. */
  readonly from?: string | undefined;
  /** As typed: the printed key, or its parts. */
  readonly key?: readonly string[] | undefined;
  readonly keys?: KeyRange | undefined;
  readonly rate: number;
  /** Seconds. */
  readonly grace: number;
  readonly history: boolean;
  readonly examples: number;
  readonly yes?: boolean | undefined;
}

/** Sends the rows of the table, or their absence, to the copies that are not in step, and looks whether that mended them. */
export async function repair(options: RepairOptions, signal: AbortSignal): Promise<ExitCode> {
  collectEarly();
  if (options.key !== undefined && options.from !== undefined) {
    throw new CommandError('--key and --from exclude each other.', 'Leave one of them out.');
  }
  const dry = !options.yes;
  const session = await openDeployedSession(options, { writes: !dry, signal });
  using opened = await openCopies(session, { ...options, signal });
  const typed = options.key && (await keysTyped(session, opened, options.key));
  const falseChanges = await falseIn(opened.histories, typed && keysOf(typed));
  if (!dry) await voidFalse(session, opened, falseChanges);
  const found = options.from ?? (await findPlaces(session, opened, options, signal));
  try {
    if (typed) await knownKeys(opened, typed);
    const places = (): AsyncIterable<DriftPlace> => placesOf(found, typed, options);
    const counts = await mend(places(), { session, opened, ...options, dry, signal });
    if (dry) {
      const { unreadable } = opened;
      const report = {
        dry,
        copies: counts,
        ...(falseChanges.length > 0 && { falseChanges }),
        ...(unreadable.length > 0 && { unreadable }),
      };
      const lines = [...falseChanges.map(describeFalse), describeRepair(counts, unreadable)];
      session.terminal.result(report, lines.join('\n'));
      if (counts.some(isDrifted) || falseChanges.length > 0) return EXIT.failed;
      return unreadable.length > 0 ? EXIT.unknown : EXIT.ok;
    }
    const refusals = counts.flatMap((one) => one.refusals);
    const verified = await verifyPlaces(session, opened, places, { graceSeconds: options.grace, signal, refusals });
    // A change that may be false stays a finding, also where no store shows it.
    const open = falseChanges.filter(({ isSure }) => !isSure);
    const report = { dry, copies: counts, verified, ...(falseChanges.length > 0 && { falseChanges }) };
    session.terminal.result(report, [describeMending(counts, verified), ...open.map(describeFalse)].join('\n'));
    if (!verified.inStep || open.length > 0) return EXIT.failed;
    return verified.decided ? EXIT.ok : EXIT.unknown;
  } finally {
    if (options.from === undefined && found !== undefined)
      await rm(join(found, '..'), { recursive: true, force: true });
  }
}

function isDrifted({ kinds, beyond, refusedRows }: MendCounts): boolean {
  return Object.keys(kinds).length > 0 || beyond.length > 0 || refusedRows > 0;
}

/** Looks for differences in all that is selected, into a file: they may be more than memory holds. */
async function findPlaces(
  session: DeployedSession,
  opened: OpenCopies,
  { key, keys, grace }: RepairOptions,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (key !== undefined) return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'headwater-repair-'));
  const path = join(directory, 'drift.ndjson');
  try {
    await using file = await createDriftFile(path);
    await runVerification(session.terminal, opened, {
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
  typed: ReadonlyMap<Copy, string> | undefined,
  { keys, consumer, entity }: RepairOptions,
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
