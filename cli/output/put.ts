import type { PutReport, PutRow, RejectedRecord } from '../../operations/put/report.ts';
import type { SeedReport } from '../../operations/put/seed.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { formatTable } from './table.ts';

interface Asked {
  readonly dryRun?: boolean | undefined;
}

/** Rows that are shown: of many, the file has them. */
const SHOWN = 20;

export function describePut(report: PutReport, asked: Asked): string {
  const { entity, rows, rejected, records, written } = report;
  const table = formatTable(['', entity, ''], rows.slice(0, SHOWN).map(cellsOf));
  const [first] = rows;
  return [
    ...(rows.length > 0 ? [table] : []),
    ...(rows.length > SHOWN ? [`... and ${rows.length - SHOWN} more`] : []),
    ...rejected.slice(0, SHOWN).map(describeRejected),
    ...(rejected.length > SHOWN ? [`... and ${rejected.length - SHOWN} more rejected`] : []),
    ending(report.dry, { written, rejected: rejected.length, records }, asked),
    ...(written > 0 && first ? [`npx headwater get ${entity} ${plainText(first.key)} shows it in the copies.`] : []),
  ].join('\n');
}

export function describeSeed(report: SeedReport, asked: Asked): string {
  const { rejected, rejectedCount, entities, written, dry } = report;
  const accepted = Object.values(entities).reduce((sum, count) => sum + count, 0);
  return [
    formatTable(['entity', 'rows'], Object.entries(entities)),
    ...rejected.map(describeRejected),
    ...(rejectedCount > rejected.length ? [`... and ${rejectedCount - rejected.length} more rejected`] : []),
    ending(dry, { written, rejected: rejectedCount, records: accepted + rejectedCount }, asked),
  ].join('\n');
}

function cellsOf({ effect, key, loses }: PutRow): [string, string, string] {
  const lost = loses.length > 0 ? `its attributes ${loses.join(', ')} go` : '';
  return [{ new: 'new', replaced: 'replaces', unchanged: 'unchanged' }[effect], plainText(key), lost];
}

function describeRejected({ place, message, next }: RejectedRecord): string {
  return `rejected, ${place}: ${message}\n  -> ${next}`;
}

interface Counts {
  readonly written: number;
  readonly rejected: number;
  readonly records: number;
}

function ending(dry: boolean, { written, rejected, records }: Counts, { dryRun }: Asked): string {
  const some = rejected > 0 ? `${rejected} of ${records} records rejected. ` : '';
  if (dry) return `${some}Nothing was written: a dry run. ${dryRun ? 'Without --dry-run it writes.' : '--yes writes.'}`;
  if (rejected > 0 && written === 0) return `${some}Nothing was written. --skip-rejected writes the others.`;
  return `${some}${written} written.`;
}
