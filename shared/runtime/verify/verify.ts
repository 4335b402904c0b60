/**
 * Compares the table with what consumers keep of it, key by key and row by row. Both sides are read whole, side by side,
 * and joined by key; what looks different is looked at again, later, by point reads. Memory does not grow with the table.
 */
import type { ItemSource } from '../../ports/item-source.ts';
import type { KeyJoin } from '../../ports/join.ts';
import { collect, suspectsOf, type Collecting } from './collect.ts';
import { known, type Copy, type Difference } from './copy.ts';
import { Tally, verification, type CopyResult, type Verification } from './result.ts';
import { settle, type SettleOptions } from './settle.ts';
import { SIDES } from './short-form.ts';

/** A table, with the entities that it holds. */
export interface TableReads extends Pick<ItemSource, 'scan' | 'scanPage' | 'read'> {
  readonly entities: ReadonlySet<string>;
}

export interface Progress {
  readonly step: 'read' | 'look';
  rows: number;
  documents: number;
  /** Keys looked at again. */
  looked: number;
  differences: number;
}

export interface VerifyOptions extends Omit<SettleOptions, 'source' | 'onLooked'> {
  readonly copies: readonly Copy[];
  readonly tables: readonly TableReads[];
  /** Only these keys. @default all */
  readonly keys?: { has(key: string): boolean } | undefined;
  /** @default 10 */
  readonly examples?: number;
  readonly onDifference?: (difference: Difference) => Promise<void> | void;
  readonly onProgress?: (progress: Progress) => void;
}

export interface WholeOptions extends VerifyOptions {
  readonly makeJoin: (sides: number) => Promise<KeyJoin> | KeyJoin;
}

const EXAMPLES = 10;
/** Rows and documents read between two notices of progress. */
const NOTICE = 1_000;

export async function verifyAll(options: WholeOptions): Promise<Verification> {
  const { copies, tables, makeJoin, now, signal, onProgress } = options;
  const joins: Collecting[] = [];
  try {
    for (const copy of copies) joins.push({ copy, join: only(options.keys, await makeJoin(SIDES)) });
    const progress: Progress = { step: 'read', rows: 0, documents: 0, looked: 0, differences: 0 };
    const onRead = (what: 'rows' | 'documents'): void => {
      progress[what] += 1;
      if (progress[what] % NOTICE === 0) onProgress?.(progress);
    };
    const read = tables.filter(({ entities }) => copies.some(({ entity }) => entities.has(entity)));
    const counts = await collect(joins, read, onRead, signal);
    const readUntil = now();
    const report = reporter(options, { ...progress, step: 'look' });
    const results: CopyResult[] = [];
    for (const { copy, join } of joins) {
      const tally = new Tally();
      const facts = known(copy, now(), options.marginMs, await copy.history?.changes.highest(copy.entity));
      const suspects = suspectsOf(join, facts, (expected) => void (tally.rows += Number(expected)));
      for await (const difference of settle(copy, suspects, readUntil, tally.settled, {
        ...options,
        source: tableOf(tables, copy),
        onLooked: report.looked,
      })) {
        tally.add(difference);
        await report.difference(difference);
      }
      results.push(tally.result(copy, counts.rejected.get(copy.entity) ?? 0));
    }
    return verification(results, report.examples, counts.unrecognised);
  } finally {
    // Each, also when another's does not go.
    await Promise.allSettled(joins.map(({ join }) => join.close()));
  }
}

function only(keys: VerifyOptions['keys'], join: KeyJoin): KeyJoin {
  if (!keys) return join;
  return { ...join, put: (side, key, value) => (keys.has(key) ? join.put(side, key, value) : undefined) };
}

/** @throws Error when no table holds the entity: the copies were put together wrongly */
export function tableOf(tables: readonly TableReads[], { entity }: Pick<Copy, 'entity'>): TableReads {
  const table = tables.find(({ entities }) => entities.has(entity));
  if (!table) throw new Error(`no table holds ${entity}`);
  return table;
}

export interface Reporter {
  readonly examples: readonly Difference[];
  readonly difference: (difference: Difference) => Promise<void>;
  readonly looked: (keys: number) => void;
}

/** Hands differences on, and keeps the first as examples. */
export function reporter(
  { examples: most = EXAMPLES, onDifference, onProgress }: VerifyOptions,
  progress: Progress,
): Reporter {
  const examples: Difference[] = [];
  return {
    examples,
    async difference(difference) {
      if (examples.length < most) examples.push(difference);
      progress.differences += 1;
      await onDifference?.(difference);
    },
    looked(keys) {
      progress.looked += keys;
      onProgress?.(progress);
    },
  };
}
