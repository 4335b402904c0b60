import { createDiskJoin } from '../../shared/adapters/disk/key-join.ts';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import type { Difference } from '../../shared/runtime/verify/copy.ts';
import { besideUnreadable, type Verification } from '../../shared/runtime/verify/result.ts';
import { verifySample } from '../../shared/runtime/verify/sample.ts';
import { verifyAll, type Progress } from '../../shared/runtime/verify/verify.ts';
import { count } from '../output/letters.ts';
import { grouped } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
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

/** Compares what was opened, and shows how far it is. */
export async function runVerification(
  terminal: Terminal,
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
    onProgress: progressOn(terminal, items),
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

/** Rows read with their rate and what is left; then the keys that are looked at again. */
function progressOn(terminal: Terminal, items: number): (progress: Progress) => void {
  const start = performance.now();
  return ({ step, rows, documents, looked, differences }) => {
    if (step === 'look') {
      const text = `${count(looked, 'key')} looked at again, ${grouped(differences)} ${differences === 1 ? 'differs' : 'differ'}`;
      terminal.log({ step: 'verify', state: 'running', text });
      return;
    }
    const perSecond = rows / ((performance.now() - start) / 1_000);
    const left = items > rows && rows > 0 ? `, about ${Math.ceil((items - rows) / perSecond)} s left` : '';
    const text = `${grouped(rows)} of about ${grouped(Math.max(items, rows))} items read (${grouped(Math.round(perSecond))}/s), ${grouped(documents)} stored rows${left}`;
    terminal.log({ step: 'verify', state: 'running', text });
  };
}
