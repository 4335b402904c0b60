import { METRICS_NAMESPACE, type MetricName } from '../../shared/runtime/metrics.ts';

/** Sums of a function's outcome metrics. */
export type OutcomeSums = Readonly<Partial<Record<MetricName, number>>>;

/**
 * Sums what a function of an emulated cloud has counted since a time (epoch milliseconds): its metrics stand in its log,
 * one line a batch (embedded metric format). Emulators ask for no signature.
 *
 * @returns undefined when there is no such log
 */
export async function sumOutcomes(endpoint: string, logGroup: string, since: number): Promise<OutcomeSums | undefined> {
  const sums: Partial<Record<MetricName, number>> = {};
  let nextToken: string | undefined;
  do {
    const page = await filterLogEvents(endpoint, {
      logGroupName: logGroup,
      startTime: since,
      filterPattern: '"CloudWatchMetrics"',
      nextToken,
    });
    if (!page) return undefined;
    for (const { message } of page.events) add(sums, message);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return sums;
}

/** The counts in one line of a log; none when the line is something else. */
export function outcomesIn(message: string): Readonly<Record<string, number>> {
  const line = parse(message.slice(message.indexOf('{')));
  const directives = line?._aws?.CloudWatchMetrics ?? [];
  const names = directives.flatMap(({ Namespace, Metrics = [] }) =>
    Namespace === METRICS_NAMESPACE ? Metrics.map(({ Name }) => Name) : [],
  );
  return Object.fromEntries(names.map((name) => [name, sumOf(line?.[name])]));
}

interface EmbeddedMetrics {
  readonly _aws?: {
    readonly CloudWatchMetrics?: readonly {
      readonly Namespace?: string;
      readonly Metrics?: readonly { readonly Name: string }[];
    }[];
  };
  readonly [metric: string]: unknown;
}

interface LogPage {
  readonly events: readonly { readonly message: string }[];
  readonly nextToken?: string;
}

async function filterLogEvents(endpoint: string, query: object): Promise<LogPage | undefined> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.FilterLogEvents' },
    body: JSON.stringify(query),
    signal: AbortSignal.timeout(10_000),
  });
  return response.ok ? ((await response.json()) as LogPage) : undefined;
}

function add(sums: Partial<Record<string, number>>, message: string): void {
  for (const [name, value] of Object.entries(outcomesIn(message))) sums[name] = (sums[name] ?? 0) + value;
}

/** A metric that was added several times is a list. */
function sumOf(value: unknown): number {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0);
}

function parse(text: string): EmbeddedMetrics | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as EmbeddedMetrics) : undefined;
  } catch {
    return undefined;
  }
}
