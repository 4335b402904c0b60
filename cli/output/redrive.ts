import type { PlanLine } from '../../operations/letters/redrive-plan.ts';
import type { RedriveCounts } from '../../operations/letters/redrive.ts';
import { count, formatTable } from './table.ts';

const DOES = { send: 'send', superseded: 'remove', stays: 'leave' } as const;

/** What a redrive would do. */
export function describePlan(lines: readonly PlanLine[]): string {
  if (lines.length === 0) return 'No dead letters are selected: there is nothing to send.';
  const cells = lines.map(({ source, does, detail, letters, changes }) => [
    source,
    letters,
    changes,
    DOES[does],
    detail,
  ]);
  const table = formatTable(['where', 'letters', 'changes', 'would', ''], cells);
  const moves = lines.some(({ does }) => does !== 'stays');
  return `${table}\n\n${moves ? 'Nothing was done: --yes does it.' : 'Nothing can be sent until the reason is mended.'}`;
}

export function describeRedriven({ sent, superseded, stays, refused }: RedriveCounts): string {
  const parts = [`${count(sent, 'letter')} sent`];
  if (superseded > 0) parts.push(`${superseded} removed: their items were written again since and fit`);
  if (stays > 0) parts.push(`${stays} left: nothing can be sent of them (the dry run says why)`);
  if (refused > 0) parts.push(`${refused} not taken by their target: they stay, redrive again later`);
  return parts.join('; ');
}
