/** What `discover` says of a plan and of what it found. */
import type { DiscoverReport } from '../../operations/discover/discover-report.ts';
import type { SamplePlan } from '../../operations/discover/sample-plan.ts';
import { dollarsText } from './amounts.ts';
import { formatTable, grouped } from './table.ts';

export function describePlan(table: string, { items, itemsInTable, units, dollars }: SamplePlan): string {
  return [
    `${table} holds about ${grouped(itemsInTable)} items. It would read ${grouped(items)} of them: about ${grouped(units)} read units, ${dollarsText(dollars)}.`,
    'Nothing was read. The same with --yes reads and writes the definition.',
  ].join('\n');
}

/** @param file that was written */
export function describeReport(report: DiscoverReport, file: string | undefined): string {
  const { entities, items, unrecognised, refusals } = report;
  // Refusals were told already, on stderr.
  const doubts = report.doubts.filter((doubt) => !refusals.includes(doubt));
  const headings = ['entity', 'recognised by', 'items', 'fields', 'personal', 'doubts', 'rejected'];
  const rows = entities.map((one) => [
    one.name,
    one.recognisedBy,
    one.items,
    one.fields,
    one.personal,
    one.doubts,
    one.rejected,
  ]);
  const reasons = entities.flatMap((one) =>
    one.reasons.map(
      ({ code, field, rows: count }) =>
        `${one.name}: ${count} rejected, ${code}${field === undefined ? '' : `, field ${field}`}`,
    ),
  );
  return [
    `${grouped(items)} items of ${report.table}, ${grouped(unrecognised)} of them no entity's.`,
    '',
    formatTable(headings, rows),
    ...(reasons.length > 0 ? ['', ...reasons] : []),
    ...(doubts.length > 0 ? ['', ...doubts] : []),
    ...(file === undefined ? [] : ['', `Written: ${file}. Read its comments, then: npx headwater up`]),
  ].join('\n');
}
