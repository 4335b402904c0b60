import { DescribeArchiveCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PACK_SOURCE_MILLISECONDS } from '../../shared/domain/change/pack.ts';
import type { BusOutput } from '../../shared/runtime/deployment.ts';
import type { Target } from '../deployment/target.ts';
import { OperationError } from '../operation-error.ts';
import type { TimeRange } from './time-range.ts';

/** The archive of a deployment's bus. */
export interface Archive {
  /** In the whole archive. EventBridge brings both figures up to date within 24 hours (user guide, archives). */
  readonly events: number;
  readonly bytes: number;
  readonly createdAt: Date;
  /** 0: for ever. */
  readonly retentionDays: number;
}

/** @throws OperationError when this cloud has no such archive */
export async function describeArchive(client: EventBridgeClient, { archiveName }: BusOutput): Promise<Archive> {
  try {
    const archive = await client.send(new DescribeArchiveCommand({ ArchiveName: archiveName }));
    return {
      events: archive.EventCount ?? 0,
      bytes: archive.SizeBytes ?? 0,
      createdAt: wholeSecond(archive.CreationTime ?? new Date(0)),
      retentionDays: archive.RetentionDays ?? 0,
    };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    throw new OperationError(
      `There is no archive ${archiveName}: nothing can be replayed.`,
      'Deploy again; on an emulator without archives only a backfill can bring rows back.',
      { cause: error },
    );
  }
}

/** Events carry whole seconds: one of the archive's first second must not seem older than the archive. */
function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}

const DAY_MS = 86_400_000;

/** The oldest source time that the archive can be asked for. */
export function beginningOf({ createdAt, retentionDays }: Archive, now: Date): Date {
  const kept = retentionDays === 0 ? 0 : now.getTime() - retentionDays * DAY_MS;
  return new Date(Math.max(createdAt.getTime(), kept));
}

/** Until an event is in the archive: "we recommend you delay replaying archived events for 10 minutes" (user guide, archives). */
const ARCHIVE_DELAY_MS = 600_000;

/** Emulators archive an event at once. */
export function archiveDelayMs({ kind }: Pick<Target, 'kind'>): number {
  return kind === 'aws' ? ARCHIVE_DELAY_MS : 0;
}

/**
 * Refuses a range that the archive does not hold: it would be replayed in part, and seem to be whole.
 * @throws OperationError that says which part it holds
 */
export function checkHeld({ from, to }: TimeRange, archive: Archive, now: Date): void {
  if (to > now) {
    throw new OperationError(`--to ${iso(to)} lies in the future.`, 'Leave --to out: then it means now.');
  }
  const beginning = beginningOf(archive, now);
  if (from >= beginning) return;
  const forgotten = beginning > archive.createdAt;
  const why = forgotten
    ? `it keeps events for ${archive.retentionDays} days, so back to ${iso(beginning)}`
    : `it was made at ${iso(beginning)}`;
  throw new OperationError(
    `The archive does not hold what was written since ${iso(from)}: ${why}.`,
    to > beginning
      ? '`--from start` replays from the first that it holds. What is older only a backfill from the table brings back.'
      : 'Only a backfill from the table brings that back.',
  );
}

/** When everything written up to the end of a range is in the archive. */
export function completeAt({ to }: TimeRange, delayMs: number): Date {
  return new Date(to.getTime() + delayMs);
}

/** @throws OperationError when events of the range may not be in the archive yet */
export function checkComplete(range: TimeRange, delayMs: number, now: Date): void {
  const complete = completeAt(range, delayMs);
  if (complete <= now) return;
  const minutes = delayMs / 60_000;
  throw new OperationError(
    `Events are in the archive up to ${minutes} minutes after they were published: the end of this range may be missing.`,
    `\`--wait\` starts at ${iso(complete)}, when it is complete; \`--to -${minutes}m\` takes what is there now.`,
  );
}

/**
 * What to ask EventBridge for, so that every change of the range comes along: an event packs up to a minute of changes,
 * and its time is that of the oldest.
 */
export function eventRange({ from, to }: TimeRange, { createdAt }: Archive): TimeRange {
  return { from: new Date(Math.max(from.getTime() - PACK_SOURCE_MILLISECONDS, createdAt.getTime())), to };
}

function iso(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
