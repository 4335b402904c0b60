import { paginateFilterLogEvents, type CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { METRICS_NAMESPACE, type MetricName } from '../../shared/runtime/metrics.ts';
import type { TimeRange } from '../replay/time-range.ts';
import { own } from '../../shared/domain/own.ts';

/** Sums of one stage, by entity. */
export type EntityCounts = ReadonlyMap<string, Counts>;
export type Counts = Readonly<Partial<Record<MetricName, number>>>;

export interface CountedLog {
  readonly counts: EntityCounts;
  /** Metric lines read: each is one invocation's count of one entity. */
  readonly lines: number;
}

/**
 * A line is filed after it was written: seconds later on AWS, with the function's next invocation on a busy MiniStack (seen: 171 s
 * later, in another range). What counts is the time that the line itself states.
 */
const FILED_LATE_MS = 3_600_000;

/**
 * Sums what a function counted in a time range, from the metric lines in its log. The log and not CloudWatch's metrics: it is exact
 * to the millisecond, and the same on AWS and on emulators. It reaches back as far as the log's retention.
 *
 * @returns undefined when there is no such log
 */
export async function readCounts(
  client: CloudWatchLogsClient,
  logGroupName: string,
  { from, to }: TimeRange,
  signal: AbortSignal,
): Promise<CountedLog | undefined> {
  const [startTime, end] = [from.getTime(), to.getTime()];
  const query = { logGroupName, startTime, endTime: end + FILED_LATE_MS, filterPattern: '"CloudWatchMetrics"' };
  const counts = new Map<string, Counts>();
  let lines = 0;
  try {
    for await (const { events = [] } of paginateFilterLogEvents({ client }, query)) {
      signal.throwIfAborted();
      for (const { message = '' } of events) {
        const line = countsIn(message);
        if (!line || line.at < startTime || line.at >= end) continue;
        lines += 1;
        counts.set(line.entity, addUp([counts.get(line.entity) ?? {}, line.counts]));
      }
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
  return { counts, lines };
}

interface CountLine {
  readonly entity: string;
  readonly counts: Counts;
  /** When it was written, epoch milliseconds. */
  readonly at: number;
}

/** One line of a log as createOutcomeCounter writes it. @returns undefined for any other line */
export function countsIn(message: string): CountLine | undefined {
  const line = parse(message.slice(message.indexOf('{')));
  if (!line || typeof line.entity !== 'string') return undefined;
  const directives = line._aws?.CloudWatchMetrics?.filter(({ Namespace }) => Namespace === METRICS_NAMESPACE) ?? [];
  const names = directives.flatMap(({ Metrics = [] }) => Metrics.map(({ Name }) => Name));
  const counts = Object.fromEntries(names.map((name) => [name, sumOf(own(line, name))])) as Counts;
  return names.length > 0 ? { entity: line.entity, counts, at: line._aws?.Timestamp ?? 0 } : undefined;
}

export function addUp(all: readonly Counts[]): Counts {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [name, number] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + number);
  }
  return Object.fromEntries(sums);
}

interface MetricLine {
  readonly _aws?: {
    readonly Timestamp?: number;
    readonly CloudWatchMetrics?: readonly {
      readonly Namespace?: string;
      readonly Metrics?: readonly { readonly Name: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

/** A metric that was added several times is a list. */
function sumOf(value: unknown): number {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0);
}

function parse(text: string): MetricLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as MetricLine) : undefined;
  } catch {
    return undefined;
  }
}
