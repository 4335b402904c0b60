import type { BackfillPlan } from '../../operations/backfill/plan.ts';
import type { SweptEntity } from '../../operations/backfill/run-sweep.ts';
import type { ExportPreview } from '../../operations/backfill/via-export.ts';
import type { BackfillCounts } from '../../shared/domain/jobs/backfill-job.ts';
import { bytesText, dollarsText, durationText } from './amounts.ts';
import { describeRejected, describeSwept } from './backfill.ts';
import { grouped } from './table.ts';

/** What a backfill by an export would do. */
export function describeExportPreview(
  { size, cost, seconds }: ExportPreview,
  plan: BackfillPlan,
  sweep: boolean,
): string {
  const to = plan.reached.map(({ name }) => name).join(', ');
  return [
    `Would export ${grouped(size.items)} items, ${bytesText(size.bytes)}, to S3 and send ${plan.entities.join(', ')} to ${to}.`,
    `  reads      none of the table's capacity`,
    `  time       the export's own (minutes to hours), then about ${durationText(seconds)}`,
    `  cost       about ${dollarsText(cost)}`,
    sweep
      ? '  sweep      at the end, by this command: it reads what the export did not bring'
      : '  sweep      none (--no-sweep)',
    '',
    'Nothing was done: --yes does it.',
  ].join('\n');
}

export interface ExportReport {
  readonly files: number;
  readonly counts: BackfillCounts;
  readonly at: number;
  readonly seconds: number;
  readonly swept: readonly SweptEntity[];
  readonly sweep: boolean;
  readonly done: boolean;
}

export function describeExportReport({ files, counts, at, seconds, swept, sweep, done }: ExportReport): string {
  return [
    `${grouped(counts.read)} items of ${grouped(files)} files read, as they were at ${new Date(at).toISOString()}; ${grouped(counts.sent)} rows sent; ${durationText(seconds)}`,
    ...describeRejected(counts),
    ...swept.map(describeSwept),
    ...(sweep ? [] : ['Not swept: npx headwater verify finds what stores hold beyond the table, repair hides it.']),
    done ? 'The backfill is done.' : 'The sweep is not finished: the same command begins it again.',
  ].join('\n');
}
