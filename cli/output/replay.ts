import { beginningOf } from '../../operations/replay/archive.ts';
import type { Estimate } from '../../operations/replay/estimate.ts';
import type { PlannedReplay } from '../../operations/replay/replay.ts';
import { hasEnded, type ReplayStatus } from '../../operations/replay/replays.ts';
import { bytesText, dollarsText, durationText } from './amounts.ts';
import { count, formatTable } from './table.ts';

/** What a replay would do. */
export function describeReplayPlan({ plan, range, archive, estimate, last }: PlannedReplay, now: Date): string {
  const touched = plan.consumers.map(({ name, entities }) => `${name} (${entities.join(', ')})`).join('; ');
  const { events, bytes, basis, dollars, seconds } = estimate;
  const part = `${count(events, 'event')}, ${bytesText(bytes)}`;
  const estimated = {
    'whole-archive': `the whole archive: ${part}`,
    'even-spread': `about ${part}, if the archive's events are spread evenly`,
  };
  const held = `${count(archive.events, 'event')}, ${bytesText(archive.bytes)}, since ${iso(beginningOf(archive, now))}`;
  const lines = [
    ['changes written', `${iso(range.from)} to ${iso(range.to)}`],
    ['events asked for', `${iso(plan.from)} to ${iso(plan.to)}: an event packs up to a minute of changes`],
    ['touches', `${touched}: no other consumer`],
    ['archive', `${held} (AWS counts up to a day late)`],
    ['range', estimated[basis]],
    ['cost', `about ${dollarsText(dollars)} for EventBridge and SQS (us-east-1), without Lambda and the store`],
    ['duration', sendingText(seconds, last)],
  ] as const;
  return lines.map(([name, text]) => `${name.padEnd(18)}${text}`).join('\n');
}

function sendingText({ least, most }: Estimate['seconds'], last: ReplayStatus | undefined): string {
  const span = least === most ? durationText(least) : `${durationText(least)} to ${durationText(most)}`;
  const text = `${span} until EventBridge has sent them, by the region's quota; then as fast as the consumers write`;
  if (!last?.startedAt || !last.endedAt) return text;
  const took = (last.endedAt.getTime() - last.startedAt.getTime()) / 1000;
  return `${text}\n${' '.repeat(18)}(${last.name} took ${durationText(took)} for ${durationText((last.to.getTime() - last.from.getTime()) / 1000)} of events)`;
}

/** How far a replay is, with the time that is left by what it took so far. */
export function describeProgress(status: ReplayStatus, now: Date): string {
  const { state, lastReplayed, startedAt } = status;
  if (hasEnded(status)) return `${state.toLowerCase()}${lastReplayed ? `, events until ${iso(lastReplayed)}` : ''}`;
  const part = partDone(status);
  if (!lastReplayed || part === undefined) return state.toLowerCase();
  const passed = startedAt ? (now.getTime() - startedAt.getTime()) / 1000 : 0;
  const left = part > 0 && passed > 0 ? `, about ${durationText((passed * (1 - part)) / part)} left` : '';
  return `${state.toLowerCase()}, ${Math.floor(part * 100)}%: events until ${iso(lastReplayed)}${left}`;
}

/** @returns 0 to 1 of the range's time; undefined while nothing was replayed */
export function partDone({ state, from, to, lastReplayed }: ReplayStatus): number | undefined {
  if (state === 'COMPLETED') return 1;
  if (!lastReplayed) return undefined;
  const part = (lastReplayed.getTime() - from.getTime()) / Math.max(to.getTime() - from.getTime(), 1);
  return Math.min(Math.max(part, 0), 1);
}

export function describeReplays(replays: readonly ReplayStatus[], now: Date): string {
  if (replays.length === 0) return 'No replays: EventBridge remembers them for 90 days.';
  const rows = replays.map((one) => [
    one.name,
    one.consumers.join(', '),
    `${iso(one.from)} to ${iso(one.to)}`,
    one.startedAt ? iso(one.startedAt) : '',
    describeProgress(one, now),
  ]);
  return formatTable(['replay', 'to', 'events', 'started', 'state'], rows);
}

export function describeReplayStatus(status: ReplayStatus, now: Date): string {
  const { name, consumers, from, to, startedAt, endedAt, reason } = status;
  return [
    `${name}: ${describeProgress(status, now)}`,
    ...(reason ? [`  ${reason}`] : []),
    `  to       ${consumers.join(', ')}`,
    `  events   ${iso(from)} to ${iso(to)}`,
    ...(startedAt ? [`  started  ${iso(startedAt)}${endedAt ? `, ended ${iso(endedAt)}` : ''}`] : []),
  ].join('\n');
}

/** For `--json`. */
export function replayReport(status: ReplayStatus): Record<string, unknown> {
  return { ...status, part: partDone(status) ?? null };
}

function iso(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
