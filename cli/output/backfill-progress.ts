import type { BackfillCounts } from '../../shared/domain/jobs/backfill-job.ts';
import type { Progress, ScanPace } from '../../operations/progress.ts';
import { dollarsText, durationText } from './amounts.ts';
import { describeProgress } from './backfill.ts';
import { done, line, running, type Said } from './said.ts';
import { grouped } from './table.ts';

const STEPS = { scan: 'backfill', export: 'backfill via export' } as const;

/** What a backfill tells, in words. */
export function describeBackfillProgress(progress: Extract<Progress, { readonly of: 'backfill' }>): Said {
  switch (progress.step) {
    case 'goes-on':
      return { note: `Goes on with ${describeProgress(progress)}` };
    case 'scans':
      return running(STEPS.scan, scanText(progress.counts, progress.pace));
    case 'looks':
      return running(STEPS.scan, `looking at ${progress.consumer} ${progress.entity}: ${grouped(progress.checked)}`);
    case 'sweeps': {
      const { via, consumer, entity, checked, hidden } = progress;
      const text = `sweep of ${consumer} ${entity}: ${grouped(checked)} read again, ${grouped(hidden)} hidden`;
      return running(STEPS[via], text);
    }
    case 'ends':
      return done(STEPS.scan, progress.done ? 'done' : 'stopped');
    case 'export-begins':
      return { note: `Export ${progress.exportArn}\nExecution ${progress.executionArn}` };
    case 'export':
      return line(STEPS.export, progress.done, exportText(progress));
  }
}

function scanText(counts: BackfillCounts, { readBefore, items, seconds, rate, throttles, cost }: ScanPace): string {
  const perSecond = (counts.read - readBefore) / Math.max(0.001, seconds);
  const left = Math.max(0, items - counts.read);
  const share = items > 0 ? ` of about ${grouped(items)}` : '';
  const eta = left > 0 && perSecond > 0 ? `, about ${durationText(left / perSecond)} left` : '';
  const slowed = throttles > 0 ? `, throttled ${throttles} times: ${Math.round(rate)} RCU/s` : '';
  return `${grouped(counts.read)}${share} items, ${grouped(Math.round(perSecond))} a second, ${grouped(Math.ceil(counts.capacity))} RCU, ${dollarsText(cost)}${eta}${slowed}`;
}

function exportText({ status, files, read, items }: Extract<Progress, { readonly step: 'export' }>): string {
  if (!files) return `export ${status.toLowerCase().replace('_', ' ')}`;
  const { succeeded, failed, total } = files;
  const counted = `${grouped(read)} of ${grouped(items ?? read)} items`;
  return `${grouped(succeeded)} of ${grouped(total)} files, ${counted}${failed > 0 ? `, ${grouped(failed)} files failed` : ''}`;
}
