/** Asks the analytics copy with Athena: nothing is fetched, and each question is charged by the bytes that it reads. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  GetQueryExecutionCommand,
  paginateGetQueryResults,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  type AthenaClient,
  type QueryExecution,
  type Row,
} from '@aws-sdk/client-athena';
import { mentions, relationNames, standalone, tablesIn } from '../../dialects/sql/analytics-sql.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import type { VoidedChange } from '../../domain/change/voided.ts';
import type { SnapshotReach } from '../../dialects/s3/snapshot-reach.ts';
import type { AnalyticsQuestions, Answer } from '../../ports/analytics-questions.ts';
import { answerValue } from './answer-value.ts';

export interface AthenaOptions {
  readonly client: AthenaClient;
  readonly workgroup: string;
  readonly database: string;
  readonly entities: readonly Entity[];
  /**
   * How far back history goes with an entity's snapshot. Read before Athena is asked, so that the text has a date in it: then
   * the partitions are chosen before anything is read, which a subquery leaves to the engine.
   */
  readonly reachOf: (entity: Entity) => Promise<SnapshotReach>;
  /** Changes that are known to be false. */
  readonly voidedOf: (entity: Entity) => Promise<readonly VoidedChange[]>;
  readonly signal?: AbortSignal | undefined;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

export function createAthenaQuestions(options: AthenaOptions): AnalyticsQuestions {
  const { client, workgroup, database, entities, reachOf, voidedOf } = options;
  return {
    async query(sql, values = []) {
      const question = oneSelect(sql);
      const current = entities.filter((entity) => mentions(question, relationNames(entity).current) > 0);
      const reaches = new Map(await Promise.all(current.map(async (one) => [one.name, await reachOf(one)] as const)));
      const voided = new Map(await Promise.all(entities.map(async (one) => [one.name, await voidedOf(one)] as const)));
      const tablesOf = ({ name }: Entity) => tablesIn(database, { name }, reaches.get(name), voided.get(name));
      const { QueryExecutionId: id } = await client.send(
        new StartQueryExecutionCommand({
          QueryString: standalone(question, entities, tablesOf),
          QueryExecutionContext: { Database: database },
          WorkGroup: workgroup,
          ...(values.length > 0 && { ExecutionParameters: values.map(literal) }),
        }),
      );
      const execution = await ended(options, id);
      const state = execution?.Status?.State;
      if (state !== 'SUCCEEDED') {
        const reason = execution?.Status?.StateChangeReason ?? 'Athena gave no reason';
        throw new HeadwaterError('HW_QUERY_REFUSED', `Athena ended the question as ${state ?? 'unknown'}: ${reason}`);
      }
      const scanned = execution?.Statistics?.DataScannedInBytes;
      return { ...(await answerOf(client, id)), ...(scanned !== undefined && { scannedBytes: scanned }) };
    },
  };
}

/** Athena runs DDL too: what is no question never gets there. */
function oneSelect(sql: string): string {
  const one = sql.trim().replace(/;\s*$/, '');
  if (/^(SELECT|WITH)\s/i.test(one)) return one;
  throw new HeadwaterError(
    'HW_QUERY_REFUSED',
    'the analytics copy is read only: ask with one SELECT, alone or after WITH',
  );
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

async function ended({ client, signal }: AthenaOptions, id: string | undefined): Promise<QueryExecution | undefined> {
  try {
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 1.5, LONGEST_PAUSE_MS)) {
      const { QueryExecution: execution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
      const state = execution?.Status?.State;
      if (state !== 'QUEUED' && state !== 'RUNNING') return execution;
      await pause(wait, undefined, { ...(signal && { signal }) });
    }
  } catch (error) {
    // Whoever gave up waiting does not want to pay for the rest.
    if (signal?.aborted === true) await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    throw error;
  }
}

async function answerOf(client: AthenaClient, id: string | undefined): Promise<Answer> {
  let columns: readonly { readonly name: string; readonly type: string }[] | undefined;
  const rows: Answer['rows'][number][] = [];
  for await (const page of paginateGetQueryResults({ client }, { QueryExecutionId: id })) {
    const { Rows = [], ResultSetMetadata: metadata } = page.ResultSet ?? {};
    // The first row of a SELECT's first page repeats the names.
    const first = columns === undefined ? 1 : 0;
    columns ??= (metadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }) => ({ name: Name, type: Type }));
    for (const row of Rows.slice(first)) rows.push(rowOf(columns, row));
  }
  return { columns: (columns ?? []).map(({ name }) => name), rows };
}

function rowOf(columns: readonly { readonly name: string; readonly type: string }[], { Data = [] }: Row) {
  return Object.fromEntries(columns.map(({ name, type }, at) => [name, answerValue(type, Data[at]?.VarCharValue)]));
}
