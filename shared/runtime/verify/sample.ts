import type { SourceRow } from '../../ports/item-source.ts';
import type { Copy } from './copy.ts';
import { sampleResult, Tally, verification, type CopyResult, type SampleResult, type Verification } from './result.ts';
import { settle, suspectsAmong } from './settle.ts';
import { reporter, tableOf, type Reporter, type TableReads, type VerifyOptions } from './verify.ts';

export interface SampleOptions extends VerifyOptions {
  /** Rows to draw from each table, and documents from each store. */
  readonly count: number;
  /** About how many items a table has, to know into how many parts to cut it. */
  readonly itemsOf: (table: TableReads) => number;
  /** @default Math.random */
  readonly random?: () => number;
}

/** Items are in the order of a hash, so that a part of the table is a fair draw; a small part, so that it is many draws. */
const ITEMS_PER_PART = 50;
/** DynamoDB's limit of TotalSegments. */
const MOST_PARTS = 1_000_000;

/**
 * The same comparison for a random part of both sides: rows from random places of the table are looked up in the stores,
 * documents drawn by the store are looked up in the table.
 */
export async function verifySample(options: SampleOptions): Promise<Verification> {
  const report = reporter(options, { step: 'look', rows: 0, documents: 0, looked: 0, differences: 0 });
  const results: CopyResult[] = [];
  const drawn = new Map<TableReads, readonly SourceRow[]>();
  for (const copy of options.copies) {
    const table = tableOf(options.tables, copy);
    const rows = drawn.get(table) ?? (await drawRows(table, options));
    drawn.set(table, rows);
    results.push(await verifyDrawn(copy, table, rows, report, options));
  }
  const unrecognised = [...drawn.values()].flat().filter((item) => item.status !== 'row' && !('entity' in item)).length;
  return verification(results, report.examples, unrecognised);
}

async function verifyDrawn(
  copy: Copy,
  table: TableReads,
  rows: readonly SourceRow[],
  report: Reporter,
  options: SampleOptions,
): Promise<CopyResult> {
  const seen = rows.filter((item) => item.status === 'row' && item.entity === copy.entity && copy.expects(item.row));
  await copy.store.refresh(copy.entity);
  const documents = await copy.store.sample(copy.entity, options.count);
  const fromTable = new Set(seen.map(({ key }) => key));
  const live = new Set(documents.filter(({ marks }) => !marks.deleted).map(({ key }) => key));
  const tally = new Tally();
  tally.rows = fromTable.size;
  const drifted = new Set<string>();
  const settling = { ...options, source: table, onLooked: report.looked };
  const suspects = suspectsAmong(copy, new Set([...fromTable, ...documents.map(({ key }) => key)]), settling);
  for await (const difference of settle(copy, suspects, options.now(), tally.settled, settling)) {
    drifted.add(difference.key);
    tally.add(difference);
    await report.difference(difference);
  }
  const rejected = rows.filter((item) => item.status === 'rejected' && item.entity === copy.entity).length;
  const sampled = (keys: ReadonlySet<string>): SampleResult => sampleResult(keys.size, keys.intersection(drifted).size);
  return { ...tally.result(copy, rejected), sample: { rows: sampled(fromTable), documents: sampled(live) } };
}

async function drawRows(table: TableReads, options: SampleOptions): Promise<readonly SourceRow[]> {
  const { count, itemsOf, random = Math.random, signal } = options;
  const parts = Math.max(1, Math.min(MOST_PARTS, Math.ceil(itemsOf(table) / ITEMS_PER_PART)));
  const rows: SourceRow[] = [];
  const read = new Set<number>();
  while (rows.length < count && read.size < parts) {
    signal?.throwIfAborted();
    const segment = Math.floor(random() * parts);
    if (read.has(segment)) continue;
    read.add(segment);
    let from: string | undefined;
    do {
      const page = await table.scanPage({ segment, totalSegments: parts }, { from });
      rows.push(...page.rows);
      from = page.next;
    } while (from !== undefined);
  }
  return rows;
}
