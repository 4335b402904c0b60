import { OUTCOMES, type Ledger } from '../../operations/ledger/balance.ts';
import type { Waiting } from '../../operations/ledger/read-ledger.ts';
import type { TimeRange } from '../../operations/replay/time-range.ts';
import { formatTable, grouped } from './table.ts';
import { bad, good } from './terminal.ts';

/** Both balances as tables, and the verdict. */
export function describeLedger(ledger: Ledger, { from, to }: TimeRange, waiting: readonly Waiting[]): string {
  const { stages, consumers, notCompared } = ledger;
  if (stages.length === 0) return `Nothing was counted from ${from.toISOString()} to ${to.toISOString()}.`;
  const used = OUTCOMES.filter((name) => stages.some(({ counts }) => counts[name]));
  const rows = stages.map(({ stage, entity, counts, unaccounted }) => [
    stage,
    entity,
    counts.Received ?? 0,
    ...used.map((name) => counts[name] ?? 0),
    unaccounted,
  ]);
  const settled = consumers.map(({ consumer, entity, ...sums }) => [
    `consumer ${consumer}`,
    entity,
    sums.published,
    sums.settled,
    sums.missing,
    sums.again,
  ]);
  return [
    `${from.toISOString()} to ${to.toISOString()}`,
    '',
    formatTable(['stage', 'entity', 'received', ...used.map((name) => name.toLowerCase()), 'unaccounted'], rows),
    '',
    formatTable(['published -> settled', 'entity', 'published', 'settled', 'missing', 'again'], settled),
    ...notCompared.map(({ consumer, why }) => `consumer ${consumer} is not compared: ${why}`),
    '',
    verdict(ledger, waiting),
  ].join('\n');
}

function verdict({ balanced, stages, consumers }: Ledger, waiting: readonly Waiting[]): string {
  const again = consumers.reduce((sum, one) => sum + one.again, 0);
  if (balanced) {
    const twice =
      again > 0 ? ` (${grouped(again)} settled more than once: delivered twice, or published before the range)` : '';
    return good(`balanced: every change came out as something${twice}`);
  }
  const missing = consumers.filter((one) => one.missing > 0).map(missingText);
  const unaccounted = stages
    .filter((one) => one.unaccounted !== 0)
    .map((one) => `${one.stage}: ${one.unaccounted} ${one.entity} unaccounted for`);
  return [bad(`NOT balanced: ${[...missing, ...unaccounted].join('; ')}`), ...whereToLook(waiting)].join('\n');
}

function missingText({ consumer, entity, missing }: Ledger['consumers'][number]): string {
  return `consumer ${consumer} has not settled ${grouped(missing)} ${entity}`;
}

function whereToLook(waiting: readonly Waiting[]): readonly string[] {
  const messages = (role: Waiting['role']): number =>
    waiting.filter((queue) => queue.role === role).reduce((sum, queue) => sum + queue.messages, 0);
  const lines: string[] = [];
  if (messages('buffer') > 0)
    lines.push(`${grouped(messages('buffer'))} messages wait in buffers: look again when they are through.`);
  if (messages('dlq') + messages('rule-dlq') > 0) {
    lines.push('Some lie in dead-letter queues: `npx headwater dlq list` says why.');
  }
  if (lines.length === 0)
    lines.push(
      'No queue holds them. A range that begins or ends while changes are on their way shows them as missing, too.',
    );
  return lines.map((line) => `-> ${line}`);
}
