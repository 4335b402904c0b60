/** The logs of a deployment's functions, in CloudWatch Logs. Our own functions never write a row's value into them. */
import {
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
  type CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';
import { errorIn, errorPattern } from './error-line.ts';
import type { Deployed } from '../deployed.ts';

/** As `logs` names it: `normalizer-shop`, `consumer-search`, `compactor`. */
export interface FunctionLog {
  readonly name: string;
  readonly logGroup: string;
}

export interface LogLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly message: string;
}

export interface LastError {
  /** ISO 8601. */
  readonly at: string;
  readonly text: string;
  /** Whether nothing has ended well since. */
  readonly failing: boolean;
}

/** A page has up to 10,000 lines. What is older than the last of these pages is not worth the time. */
const MOST_PAGES = 20;

/** CDK's own helpers are none of ours. */
const OURS = /^(?:normalizer|consumer|export-worker)-|^(?:auditor|compactor|search-setup|tombstone-purge)$/;

export async function functionLogs(deployed: Pick<Deployed, 'clients' | 'definition' | 'stage'>) {
  const prefix = `/aws/lambda/${deployed.definition.name}-${deployed.stage}-`;
  const logs: FunctionLog[] = [];
  const pages = paginateDescribeLogGroups({ client: deployed.clients.logs }, { logGroupNamePrefix: prefix });
  for await (const { logGroups = [] } of pages) {
    for (const { logGroupName: logGroup = '' } of logGroups) {
      const name = logGroup.slice(prefix.length);
      if (OURS.test(name)) logs.push({ name, logGroup });
    }
  }
  return logs.sort((one, other) => one.name.localeCompare(other.name));
}

/** In the order of their times. @returns none when there is no such log */
export async function readLines(
  client: CloudWatchLogsClient,
  logGroupName: string,
  startTime: number,
  filterPattern?: string,
): Promise<readonly LogLine[]> {
  const query = { logGroupName, startTime, ...(filterPattern !== undefined && { filterPattern }) };
  const lines: LogLine[] = [];
  let pages = 0;
  try {
    for await (const { events = [] } of paginateFilterLogEvents({ client }, query)) {
      lines.push(...events.map(({ timestamp = 0, message = '' }) => ({ at: timestamp, message })));
      pages += 1;
      if (pages === MOST_PAGES) break;
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
    throw error;
  }
  return lines.sort((one, other) => one.at - other.at);
}

/**
 * The last error that a function wrote since a time; undefined when there is none. It is failing unless an invocation
 * after it, and not the same, has ended without one.
 */
export async function lastErrorOf(
  { clients: { logs: client }, target }: Pick<Deployed, 'clients' | 'target'>,
  logGroup: string,
  since: number,
): Promise<LastError | undefined> {
  const errors = (await readLines(client, logGroup, since, errorPattern(target))).flatMap(({ at, message }) => {
    const error = errorIn(message);
    return error ? [{ at, ...error }] : [];
  });
  const last = errors.at(-1);
  if (!last) return undefined;
  const failed = new Set(errors.map(({ requestId }) => requestId));
  const ends = await readLines(client, logGroup, last.at + 1, '"REPORT RequestId"');
  const well = ends.some(
    ({ message }) => !failed.has(requestOf(message)) && !/Status: (?:error|timeout)/.test(message),
  );
  return { at: new Date(last.at).toISOString(), text: last.text, failing: !well };
}

function requestOf(report: string): string | undefined {
  return /RequestId: (\S+)/.exec(report)?.[1];
}
