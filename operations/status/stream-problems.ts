/** Whether each table's normalizer reads the stream that the table has: where it does not, all looks quiet while every change is lost. */
import type { DynamoDBClient, TableDescription } from '@aws-sdk/client-dynamodb';
import { paginateListEventSourceMappings, type LambdaClient } from '@aws-sdk/client-lambda';
import { findTable } from '../../shared/adapters/dynamodb/describe-table.ts';
import { generationOf } from '../../shared/domain/change/position.ts';
import type { Deployment } from '../../shared/runtime/deployment.ts';

export interface StreamProblem {
  /** As headwater.config.ts names it. */
  readonly table: string;
  readonly problem: string;
  /** What to do. */
  readonly next: string;
}

/** What reads a stream. */
export interface StreamReader {
  readonly EventSourceArn?: string | undefined;
  readonly State?: string | undefined;
  readonly LastProcessingResult?: string | undefined;
}

interface Clouds {
  readonly dynamoDb: DynamoDBClient;
  readonly lambda: LambdaClient;
}

export async function findStreamProblems(
  { dynamoDb, lambda }: Clouds,
  { tables, normalizers }: Pick<Deployment, 'tables' | 'normalizers'>,
): Promise<readonly StreamProblem[]> {
  const looks = tables.map(async ({ name, physicalName }) => {
    const functionName = normalizers.find(({ table }) => table === name)?.functionName;
    const table = await findTable(dynamoDb, physicalName);
    const found = streamProblem(name, table, functionName === undefined ? [] : await readersOf(lambda, functionName));
    return found ? [{ table: name, ...found }] : [];
  });
  return (await Promise.all(looks)).flat();
}

const LOST = 'Until that is mended no change reaches a consumer, and a stream forgets after 24 hours.';
const RESTORED = 'docs/runbook.md, "After a restore": make the normalizer read its stream, then';
const AGAIN = 'Then `npx headwater verify` says whether something was lost meanwhile.';

/**
 * @param name as headwater.config.ts has it
 * @param table undefined: there is no such table
 * @returns undefined when all is well
 */
export function streamProblem(
  name: string,
  table: TableDescription | undefined,
  readers: readonly StreamReader[],
): Omit<StreamProblem, 'table'> | undefined {
  const restored = `${RESTORED} \`npx headwater backfill --table ${name}\`.`;
  if (!table) return { problem: 'there is no such table any more', next: `Restore it. ${restored}` };
  const { LatestStreamArn: current, StreamSpecification: stream } = table;
  if (current === undefined || stream?.StreamEnabled === false) {
    return { problem: `it has no stream. ${LOST}`, next: `Switch it on, with NEW_AND_OLD_IMAGES. ${restored}` };
  }
  if (stream?.StreamViewType !== undefined && stream.StreamViewType !== 'NEW_AND_OLD_IMAGES') {
    const problem = `its stream carries ${stream.StreamViewType}, and the normalizer needs NEW_AND_OLD_IMAGES`;
    return { problem, next: `Switch it off, and on again with NEW_AND_OLD_IMAGES. ${restored}` };
  }
  const reader = readers.find(({ EventSourceArn }) => EventSourceArn === current);
  if (reader) return readerProblem(reader);
  const others = readers.flatMap(({ EventSourceArn: arn }) => (arn?.includes('/stream/') ? [generationOf(arn)] : []));
  const read = others.length > 0 ? `the normalizer reads the stream ${others.join(', ')}` : 'nothing reads a stream';
  return { problem: `${read}, and the table has the stream ${generationOf(current)}. ${LOST}`, next: restored };
}

const STOPPED: ReadonlySet<string | undefined> = new Set(['Disabled', 'Disabling', 'Deleting']);

function readerProblem({ State, LastProcessingResult }: StreamReader): Omit<StreamProblem, 'table'> | undefined {
  if (STOPPED.has(State)) {
    const next = `Enable the event source mapping of the normalizer. ${AGAIN}`;
    return { problem: `the normalizer's event source is ${State?.toLowerCase() ?? ''}. ${LOST}`, next };
  }
  if (!LastProcessingResult?.startsWith('PROBLEM')) return undefined;
  return {
    problem: `the normalizer does not get on: ${LastProcessingResult}`,
    next: '`npx headwater logs` shows the last error of each function. It goes on by itself once that is mended.',
  };
}

async function readersOf(client: LambdaClient, FunctionName: string): Promise<readonly StreamReader[]> {
  const readers: StreamReader[] = [];
  for await (const page of paginateListEventSourceMappings({ client }, { FunctionName })) {
    readers.push(...(page.EventSourceMappings ?? []));
  }
  return readers;
}
