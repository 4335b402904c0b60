import type { UnreadableCopy, Verification } from '../../shared/runtime/verify/result.ts';
import type { MendCounts } from '../../operations/repair/mend.ts';
import { count, formatTable, grouped } from './table.ts';
import { bad, good } from './terminal.ts';
import { describeDifference, describeUnreadable } from './verification.ts';

/** What a repair would send. */
export function describeRepair(counts: readonly MendCounts[], unreadable: readonly UnreadableCopy[] = []): string {
  const rows = kindRows(counts);
  const isRefused = counts.some(({ refusedRows }) => refusedRows > 0);
  const nothing = isRefused ? 'Nothing can be sent.' : good('nothing to mend');
  const lines = rows.length > 0 ? ['Would send to mend:', '', kindsTable(rows)] : [nothing];
  const examples = counts.flatMap((one) => one.examples);
  if (examples.length > 0) lines.push('', ...examples.map((one) => `  ${describeDifference(one)}`));
  lines.push(...describeRest(counts), ...unreadable.map(describeUnreadable));
  if (rows.length > 0) lines.push('', 'Nothing was sent: --yes does it.');
  return lines.join('\n');
}

/** What it sent, and what a look afterwards says. */
export function describeMending(
  counts: readonly MendCounts[],
  { inStep, decided, copies, examples, unreadable = [] }: Verification,
): string {
  const rows = kindRows(counts);
  const sent = counts.reduce((sum, one) => sum + one.sent, 0);
  const refused = counts.reduce((sum, one) => sum + one.refused, 0);
  const lines = [`${count(sent, 'key')} sent${refused > 0 ? `, ${grouped(refused)} not taken by their queue` : ''}`];
  if (rows.length > 0) lines.push('', kindsTable(rows));
  lines.push(...describeRest(counts), '');
  const left = copies.reduce((sum, { differences }) => sum + differences, 0);
  const moving = copies.reduce((sum, { undecided }) => sum + undecided, 0);
  if (!inStep) lines.push(bad(`NOT in step: ${grouped(left)} of these keys still differ`));
  else if (decided) lines.push(good('in step: all of these keys'));
  if (!inStep && sent > 0)
    lines.push('What was sent and still differs waits, or was rejected: `npx headwater dlq list` says why.');
  if (moving > 0) lines.push(`${count(moving, 'key')} kept moving: whether in step could not be told. Run verify.`);
  lines.push(...examples.map((one) => `  ${describeDifference(one)}`), ...unreadable.map(describeUnreadable));
  return lines.join('\n');
}

type KindRow = readonly [consumer: string, entity: string, kind: string, keys: number];

function kindRows(counts: readonly MendCounts[]): readonly KindRow[] {
  return counts.flatMap(({ consumer, entity, kinds }) =>
    Object.entries(kinds).map(([kind, keys]): KindRow => [consumer, entity, kind, keys]),
  );
}

function kindsTable(rows: readonly KindRow[]): string {
  return formatTable(['consumer', 'entity', 'kind', 'keys'], rows);
}

function describeRest(counts: readonly MendCounts[]): readonly string[] {
  const inStep = counts.reduce((sum, one) => sum + one.inStep, 0);
  const beyond = counts.flatMap((one) => one.beyond);
  const lines = inStep > 0 ? [`${count(inStep, 'key')} in step already.`] : [];
  const refused = counts.reduce((sum, one) => sum + one.refusedRows, 0);
  if (refused > 0) {
    lines.push(
      bad(`${count(refused, 'row')} not sent: their store takes no such row. Correct the row, or the definition.`),
      ...counts.flatMap((one) => one.refusals).map((one) => `  ${describeDifference(one)}`),
    );
  }
  if (beyond.length === 0) return lines;
  const files =
    'A file of the analytics copy claims what cannot be; no read wins over it. `verify --key` names it: remove it.';
  return [...lines, files, ...beyond.map((one) => `  ${describeDifference(one)}`)];
}
