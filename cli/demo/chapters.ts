import { join } from 'node:path';
import { layoutAt } from '../../local/layout.ts';
import { openHistory, type QueryResult } from '../../shared/adapters/duckdb/history.ts';
import { analyticsEntities } from '../../shared/domain/named-queries.ts';
import type { SearchAccess } from '../cloud/search.ts';
import type { DeployedSession } from '../cloud/session.ts';
import type { Verification } from '../../shared/runtime/verify/result.ts';
import { compareIndex } from '../compare.ts';
import { describeVerification } from '../output/verification.ts';
import { describeRow } from '../output/row.ts';
import { formatTable, grouped } from '../output/table.ts';
import { heading } from '../output/terminal.ts';
import { SEARCHES } from './searches.ts';
import { readRejections, type RejectionGroup } from './rejections.ts';

/** A few searches against the real index. */
export async function tellSearches({ terminal }: DeployedSession, { store, entities }: SearchAccess) {
  const found: { readonly query: string; readonly total: number }[] = [];
  for (const { entity: name, query } of SEARCHES) {
    const entity = entities.find((candidate) => candidate.name === name);
    if (!entity) continue;
    const { total, hits } = await store.search(name, query, 3);
    const lines = hits.map(({ row }) => `  ${describeRow(entity, row)}`);
    terminal.say([`\n${heading(`Search ${name} "${query}"`)}: ${grouped(total)} found`, ...lines].join('\n'));
    found.push({ query, total });
  }
  return found;
}

/** The analytics copy, asked with DuckDB. */
export async function tellAnalytics({ clients, deployment, definition, terminal }: DeployedSession) {
  if (!deployment.analytics) return {};
  const { bucket } = deployment.analytics;
  const entities = analyticsEntities(definition);
  const directory = join(layoutAt().root, 'analytics', bucket);
  const history = await openHistory({ directory, entities, origin: { client: clients.s3, bucket } });
  try {
    const answers: Record<string, QueryResult['rows']> = {};
    for (const { name, description, sql } of definition.queries ?? []) {
      const { columns, rows } = await history.query(sql);
      const cells = rows.map((row) => columns.map((column) => cellOf(row[column])));
      terminal.say(`\n${heading(description)}\n${formatTable(columns, cells)}`);
      answers[name] = rows;
    }
    return answers;
  } finally {
    history.close();
  }
}

function cellOf(value: QueryResult['rows'][number][string] | undefined): string | number {
  if (typeof value === 'number' || typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

/** What was rejected, with reasons: read from the dead-letter queues, where it stays. */
export async function tellRejections({
  clients,
  deployment,
  terminal,
}: DeployedSession): Promise<readonly RejectionGroup[]> {
  const urls = [
    ...deployment.normalizers.map(({ rejectedQueueUrl }) => rejectedQueueUrl),
    ...deployment.consumers.map(({ deadLetterUrl }) => deadLetterUrl),
  ];
  const groups = (await Promise.all(urls.map((url) => readRejections(clients.sqs, url)))).flat();
  const lines = groups.map(({ count, rows, entity, field, problem, examples }) => {
    const more = rows > examples.length ? ', ...' : '';
    const times = count > rows ? ` (written ${grouped(count)} times)` : '';
    return `  ${grouped(rows)} ${entity}${times}: ${field} ${problem}\n      ${examples.join(', ')}${more}`;
  });
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  terminal.say(
    [`\n${heading('Rejected')}: ${grouped(total)}, each kept in the rejected queue with its reason`, ...lines].join(
      '\n',
    ),
  );
  return groups;
}

/** Every row of the table against every document of the index. */
export async function tellComparison(session: DeployedSession, signal: AbortSignal): Promise<Verification> {
  const comparison = await compareIndex(session, signal);
  session.terminal.say(`\n${describeVerification(comparison)}`);
  return comparison;
}
