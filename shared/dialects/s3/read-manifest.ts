/** A stored manifest as it is, or what is wrong with it: somebody can have damaged it, or a later version can have written it. */
import type { Manifest } from '../../domain/history/compaction.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import { manifestKey, snapshotFolder } from './snapshot-key.ts';

/** @throws HeadwaterError HW_SNAPSHOT_DAMAGED, which names the manifest and what is wrong with it */
export function readManifest(entity: string, text: string): Manifest {
  const fault = manifestFault(entity, text);
  if (fault === undefined) return JSON.parse(text) as Manifest;
  throw new HeadwaterError('HW_SNAPSHOT_DAMAGED', `${manifestKey(entity)} cannot be used: ${fault}`);
}

/** @returns undefined for a manifest that this version can use */
export function manifestFault(entity: string, text: string): string | undefined {
  const stored = jsonIn(text);
  if (stored === undefined) return 'it is not JSON';
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return 'it is not an object';
  const {
    format,
    entity: of,
    bucketBits,
    files,
    retired,
    takenThrough,
    takenSince,
  } = stored as Record<string, unknown>;
  if (format !== 1) return `its format is ${JSON.stringify(format)}, and this version knows 1`;
  if (of !== entity) return `it is the manifest of ${JSON.stringify(of)}`;
  if (!isCount(bucketBits) || bucketBits > 16) return 'its bucketBits is no number of bits';
  if (!isTime(takenThrough)) return 'its takenThrough is no time';
  if (!isListOf(takenSince, ({ key, modified }) => typeof key === 'string' && isTime(modified)))
    return 'its takenSince is no list of objects';
  if (!isListOf(retired, ({ key, since }) => typeof key === 'string' && isTime(since)))
    return 'its retired is no list of files';
  const folder = snapshotFolder(entity);
  const isFile = ({ key, bucket, bytes, rows }: Record<string, unknown>): boolean =>
    typeof key === 'string' && key.startsWith(folder) && isCount(bucket) && isCount(bytes) && isCount(rows);
  return isListOf(files, isFile) ? undefined : `its files is no list of files below ${folder}`;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isListOf(value: unknown, fits: (item: Record<string, unknown>) => boolean): boolean {
  return (
    Array.isArray(value) &&
    value.every((item) => typeof item === 'object' && item !== null && fits(item as Record<string, unknown>))
  );
}
