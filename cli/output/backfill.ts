import { totalOf, type BackfillCounts } from '../../shared/domain/jobs/backfill-job.ts';
import type { StoredJob } from '../../shared/ports/backfill-jobs.ts';
import type { BackfillPreview } from '../../operations/backfill/preview.ts';
import type { BackfillEnd } from '../../operations/backfill/run-backfill.ts';
import type { SweptEntity } from '../../operations/backfill/run-sweep.ts';
import { bytesText, dollarsText, durationText } from './amounts.ts';
import { formatTable, grouped } from './table.ts';

/** What a backfill would do. */
export function describePreview(preview: BackfillPreview): string {
  const { plan, physicalName, size, rate, estimate, cost, unfinished } = preview;
  const to = plan.consumers.length > 0 ? 'straight to the queues of' : 'by the bus to';
  const spared = plan.spared.length > 0 ? `; not to ${plan.spared.join(', ')} (side effects)` : '';
  return [
    `Would read table ${physicalName}: ${grouped(size.items)} items, ${bytesText(size.bytes)} (as DescribeTable counts them: up to 6 hours old)`,
    `and send ${plan.entities.join(', ')} ${to} ${plan.reached.map(({ name }) => name).join(', ')}${spared}.`,
    `  reads      about ${grouped(estimate.capacity)} RCU, consistent, at most ${grouped(rate)} a second`,
    `  events     about ${grouped(estimate.events)} of 64 KB`,
    `  time       about ${durationText(estimate.seconds)}`,
    `  cost       about ${dollarsText(cost)} (prices of us-east-1; the consumers' own functions and stores come on top)`,
    ...(unfinished ? [`  goes on    ${describeProgress(unfinished)}`] : []),
    ...describeSweep(preview),
    '',
    'Nothing was done: --yes does it.',
  ].join('\n');
}

function describeSweep({ sweep }: BackfillPreview): readonly string[] {
  if (sweep === undefined) return ['  sweep      none (--no-sweep)'];
  if (sweep.length === 0) return ['  sweep      none: no store of these consumers can be looked through'];
  return sweep.map((swept) => `  sweep      ${swept.consumer} ${swept.entity}: ${hiddenOf(swept)}`);
}

function hiddenOf({ documents, checked, hidden, examples, unreadable }: SweptEntity): string {
  const some = checked < documents;
  const about = some ? ` (of ${grouped(checked)} looked at, ${grouped(hidden)})` : '';
  const number = some && checked > 0 ? Math.round((hidden / checked) * documents) : hidden;
  const names = examples.length > 0 ? `: ${examples.join(', ')}${hidden > examples.length ? ', ...' : ''}` : '';
  const left = unreadable > 0 ? `; ${grouped(unreadable)} have hashed keys and cannot be checked` : '';
  return `${some ? 'about ' : ''}${grouped(number)} of ${grouped(documents)} documents would be hidden${about}${names}${left}`;
}

export function describeReport({ counts, cost, seconds, swept, done }: BackfillEnd): string {
  const lines = [
    `${grouped(counts.read)} items read, ${grouped(counts.sent)} rows sent in ${grouped(counts.events)} events; ${grouped(Math.ceil(counts.capacity))} RCU, ${dollarsText(cost)}, ${durationText(seconds)}`,
    ...describeRejected(counts),
    ...swept.map(describeSwept),
    done ? 'The backfill is done.' : 'The backfill is not finished: the same command goes on with it.',
  ];
  return lines.join('\n');
}

export function describeRejected({ rejected }: BackfillCounts): readonly string[] {
  if (rejected === 0) return [];
  return [`${grouped(rejected)} items fit no schema: they lie in the rejected queue (npx headwater dlq list)`];
}

export function describeSwept(swept: SweptEntity): string {
  const { consumer, entity, documents, checked, hidden, present, rejected, unreadable } = swept;
  return (
    `sweep of ${consumer} ${entity}: ${grouped(documents)} documents, ${grouped(checked)} read again: ${grouped(hidden)} hidden, ${grouped(present)} there` +
    (rejected > 0 ? `, ${grouped(rejected)} kept whose items fit no schema` : '') +
    (unreadable > 0 ? `, ${grouped(unreadable)} with hashed keys not checked` : '')
  );
}

export function describeJobs(jobs: readonly StoredJob[]): string {
  if (jobs.length === 0) return 'No backfills.';
  const cells = jobs.map((stored) => {
    const { job } = stored;
    const { read, sent, rejected } = totalOf(stored.segments);
    const at = new Date(job.startedAt).toISOString();
    return [job.id, job.phase, read, sent, rejected, at, job.lease ? `held by ${job.lease.holder}` : ''];
  });
  return formatTable(['table, entities, to', 'phase', 'read', 'sent', 'rejected', 'begun', ''], cells);
}

/** `scan, 3 of 8 segments done, 12,000 items read` */
export function describeProgress({ job, segments }: StoredJob): string {
  const done = segments.filter((segment) => segment.done).length;
  const { read } = totalOf(segments);
  const begun = new Date(job.startedAt).toISOString();
  return `the backfill begun at ${begun}: ${job.phase}, ${done} of ${job.totalSegments} segments done, ${grouped(read)} items read`;
}
