/**
 * While an erasure is at work, its lease stands in the manifest: compactions and gatherings leave the entity alone, so that
 * the erasure is never overtaken by one that began later. Whoever began before loses at its publish.
 */
import type { Erasing, Manifest } from './compaction.ts';

/** More than clocks differ. */
const LEEWAY_MS = 60_000;
const FIRST_LEASE_MS = 300_000;

/** A try that took longer than its lease gets twice the time. @param attempt from 1 */
export function leaseUntil(attempt: number, now: number): number {
  return now + FIRST_LEASE_MS * 2 ** (attempt - 1);
}

/** Whether an erasure may be at work: it is over when its time is, whatever became of it. */
export function isErasing(manifest: Manifest | undefined, now: number): boolean {
  return manifest?.erasing !== undefined && now < Date.parse(manifest.erasing.until) + LEEWAY_MS;
}

export function withLease(manifest: Manifest, erasing: Erasing): Manifest {
  return { ...manifest, erasing };
}

export function withoutLease({ erasing: _, ...manifest }: Manifest): Manifest {
  return manifest;
}

/** Nobody has published since the lease was taken but runs that respect it. */
export function holdsLease(manifest: Manifest | undefined, run: string): manifest is Manifest {
  return manifest?.erasing?.run === run;
}
