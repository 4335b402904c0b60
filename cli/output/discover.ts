/** What `discover` says of a plan and of what it found. */
import type { DiscoverReport } from '../../operations/discover/discover-report.ts';
import type { SamplePlan } from '../../operations/discover/sample-plan.ts';
import { dollarsText } from './amounts.ts';
import { count, formatTable, grouped } from './table.ts';

export function describePlan(table: string, { items, itemsInTable, units, dollars }: SamplePlan): string {
  return [
    `${table} holds about ${count(itemsInTable, 'item')}. It would read ${grouped(items)} of them: about ${count(units, 'read unit')}, ${dollarsText(dollars)}.`,
    'Nothing was read. The same with --yes reads and writes the definition.',
  ].join('\n');
}

/** @param written the file, and what to do next */
export function describeReport(
  report: DiscoverReport,
  written: { readonly file: string; readonly next: string } | undefined,
): string {
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
      ({ code, field, rows: number }) =>
        `${one.name}: ${number} rejected, ${code}${field === undefined ? '' : `, field ${field}`}`,
    ),
  );
  return [
    `${count(items, 'item')} of ${report.table}, ${grouped(unrecognised)} of them no entity's.`,
    '',
    formatTable(headings, rows),
    ...(reasons.length > 0 ? ['', ...reasons] : []),
    ...(doubts.length > 0 ? ['', ...doubts] : []),
    ...(written ? ['', `Written: ${written.file}. Read its comments, then: ${written.next}`] : []),
  ].join('\n');
}
