import type { Difference } from '../../shared/runtime/verify/copy.ts';
import type { CopyResult, UnreadableCopy, Verification } from '../../shared/runtime/verify/result.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { count as counted, formatTable, grouped } from './table.ts';
import { bad, good } from './terminal.ts';

/** `in step: search film 3,154/3,154, ...`, or what differs, by kind, with examples. */
export function describeVerification({
  inStep,
  copies,
  examples,
  unrecognised,
  unreadable = [],
}: Verification): string {
  const counts = copies.map(
    ({ consumer, entity, equal, rows }) => `${consumer} ${entity} ${grouped(equal)}/${grouped(rows)}`,
  );
  const lines =
    copies.length === 0
      ? []
      : [inStep ? good(`in step: ${counts.join(', ')}`) : bad(`NOT in step: ${counts.join(', ')}`)];
  lines.push(...copies.flatMap(describeSample));
  const rejected = new Map(copies.filter((one) => one.rejected > 0).map((one) => [one.entity, one.rejected]));
  if (rejected.size > 0) {
    const texts = [...rejected].map(([entity, count]) => `${grouped(count)} ${entity}`);
    lines.push(`(in the table, but rejected by their schema: ${texts.join(', ')})`);
  }
  if (unrecognised > 0) lines.push(`(in the table, but no entity recognises them: ${grouped(unrecognised)})`);
  if (!inStep) lines.push('', kindsTable(copies), '', ...examples.map((one) => `  ${describeDifference(one)}`));
  const more = copies.reduce((sum, { differences }) => sum + differences, 0) - examples.length;
  if (more > 0) lines.push(`  and ${grouped(more)} more`);
  lines.push(...copies.flatMap(describeGone));
  const moving = copies.reduce((sum, { undecided }) => sum + undecided, 0);
  lines.push(...unreadable.map(describeUnreadable));
  if (moving > 0)
    lines.push(`${counted(moving, 'key')} kept moving: what they are could not be told. Try a longer --grace.`);
  return lines.join('\n');
}

export function describeUnreadable({ consumer, entity, because }: UnreadableCopy): string {
  return bad(`${consumer} ${entity} cannot be read, and nothing is known of it: ${because}`);
}

/** Which days a sentence names: of a lost year nobody reads each. */
const DAYS_NAMED = 7;

function describeGone({ consumer, entity, historyGone = [] }: CopyResult): readonly string[] {
  if (historyGone.length === 0) return [];
  const keys = historyGone.reduce((sum, one) => sum + one.keys, 0);
  const named = historyGone.slice(0, DAYS_NAMED).map(({ day, keys }) => `${day}: ${grouped(keys)}`);
  const more = historyGone.length > DAYS_NAMED ? `, and ${counted(historyGone.length - DAYS_NAMED, 'day')} more` : '';
  return [
    '',
    bad(
      `The newest change of ${counted(keys, `${entity} row`)} is gone from the history (${named.join(', ')}${more}).`,
    ),
    `  Current rows are right: the snapshot has them. What rows were before comes back only with the lost objects.`,
    `  npx headwater repair --consumer ${consumer} --entity ${entity} --yes   writes the rows into the history as they are now`,
  ];
}

function day(at = 0): string {
  return new Date(at).toISOString().slice(0, 10);
}

function describeSample({ consumer, entity, sample }: CopyResult): readonly string[] {
  if (!sample) return [];
  const part = (what: string, { sampled, drifted, atMost }: typeof sample.rows): string =>
    `${grouped(drifted)} of ${grouped(sampled)} ${what} drawn differ: with 95% confidence at most ${percent(atMost)} of all`;
  return [`  ${consumer} ${entity}: ${part('rows', sample.rows)}; ${part('stored rows', sample.documents)}`];
}

function percent(share: number): string {
  return `${(share * 100).toPrecision(2)}%`;
}

function kindsTable(copies: readonly CopyResult[]): string {
  const rows = copies.flatMap(({ consumer, entity, kinds }) =>
    Object.entries(kinds).map(([kind, count]) => [consumer, entity, kind, count]),
  );
  return formatTable(['consumer', 'entity', 'kind', 'keys'], rows);
}

export function describeDifference(difference: Difference): string {
  const { consumer, entity, key, kind, fields, ahead, also, reason, goneAt } = difference;
  const name = `${consumer} ${entity} ${plainText(key)}`;
  const which = fields && fields.length > 0 ? `: ${fields.join(', ')}` : '';
  switch (kind) {
    case 'missing':
      return `${name}: missing`;
    case 'refused':
      return `${name}: ${also ?? 'missing'}, would be rejected: ${reason?.message ?? 'its store takes no such row'}`;
    case 'extra':
      return `${name}: extra, not in the table as the consumer sees it`;
    case 'stale':
      return `${name}: stale${which}`;
    case 'different':
      return `${name}: different${which}`;
    case 'tombstone-missing':
      return `${name}: tombstone missing, an older change could bring it back`;
    case 'marks-behind':
      return `${name}: marks behind, an older change could win over the row`;
    case 'history-gone':
      return `${name}: its change of ${day(goneAt)} is gone from the history`;
    case 'position-ahead':
      return `${name}: position ahead (${aheadText(ahead)})${also ? `, and ${also}${which}` : ''}`;
  }
}

function aheadText(ahead: Difference['ahead']): string {
  switch (ahead) {
    case 'generation':
      return 'of a stream that the table does not have';
    case 'position':
      return 'above its newest change in the history';
    case 'time':
      return 'a time in the future';
    case undefined:
      return 'unknown';
  }
}
