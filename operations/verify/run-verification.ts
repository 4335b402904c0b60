import { createDiskJoin } from '../../shared/adapters/disk/key-join.ts';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import type { Difference } from '../../shared/runtime/verify/copy.ts';
import { besideUnreadable, type Verification } from '../../shared/runtime/verify/result.ts';
import { verifySample } from '../../shared/runtime/verify/sample.ts';
import { verifyAll, type Progress } from '../../shared/runtime/verify/verify.ts';
import type { Deployed } from '../deployed.ts';
import type { OpenCopies } from './open-copies.ts';

/** How much of both sides is compared: all of it, or so many rows and documents, or such a share of them. */
export type Extent = { readonly part: 'whole' } | { readonly part: 'count' | 'percent'; readonly amount: number };

export interface RunOptions {
  readonly graceSeconds: number;
  readonly extent?: Extent | undefined;
  readonly examples?: number | undefined;
  /** Only these keys. */
  readonly keys?: { has(key: string): boolean } | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onDifference?: ((difference: Difference) => Promise<void> | void) | undefined;
}

/** Compares what was opened. */
export async function runVerification(
  { onProgress }: Pick<Deployed, 'onProgress'>,
  { copies, tables, unreadable }: Pick<OpenCopies, 'copies' | 'tables' | 'unreadable'>,
  { graceSeconds, extent = { part: 'whole' }, examples, keys, signal, onDifference }: RunOptions,
): Promise<Verification> {
  const items = tables.reduce((sum, table) => sum + table.items, 0);
  const options = {
    copies,
    tables,
    graceMs: graceSeconds * 1_000,
    marginMs: DEFAULT_MARGIN_MS,
    now: Date.now,
    signal,
    keys,
    onProgress: telling(onProgress, items),
    ...(onDifference && { onDifference }),
    ...(examples !== undefined && { examples }),
  };
  if (extent.part === 'whole') {
    const whole = await verifyAll({ ...options, makeJoin: (sides) => createDiskJoin({ sides }) });
    return besideUnreadable(whole, unreadable);
  }
  const count = extent.part === 'count' ? extent.amount : Math.ceil((items * extent.amount) / 100);
  const itemsOf = (table: object): number => tables.find((one) => one === table)?.items ?? items;
  return besideUnreadable(await verifySample({ ...options, count, itemsOf }), unreadable);
}

function telling(tell: Deployed['onProgress'], items: number): (progress: Progress) => void {
  const start = performance.now();
  return ({ step, rows, documents, looked, differences }) => {
    const seconds = (performance.now() - start) / 1_000;
    if (step === 'look') tell({ of: 'verify', step: 'looks-again', looked, differences });
    else tell({ of: 'verify', step: 'reads', rows, items, documents, seconds });
  };
}
