import type { SearchClient } from '../../shared/adapters/opensearch/client.ts';
import { surveyIfAnswered } from '../../shared/adapters/opensearch/find-index-problems.ts';
import { findReindexDue } from '../../shared/adapters/opensearch/indices.ts';
import { readAlias } from '../../shared/dialects/opensearch/names.ts';
import { readState } from '../../shared/adapters/opensearch/reindex/reindex-record.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { countQueues } from '../cloud/queues.ts';
import { lastErrorOf } from '../cloud/function-logs.ts';
import { listNotEmulated } from '../cloud/not-emulated.ts';
import { domainState } from '../cloud/search-domain.ts';
import { findStreamProblems } from '../cloud/stream-problems.ts';
import { openSearch } from '../cloud/search.ts';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { goneResources } from '../deploy/gone-resources.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { describePhase } from '../output/reindex.ts';
import { formatTable } from '../output/table.ts';
import { bad } from '../output/terminal.ts';
import { statusReport, type IndexStatus, type Observed, type StatusReport } from '../status-report.ts';

export interface StatusOptions extends CommonOptions {
  readonly verbose?: boolean | undefined;
}

/** How far back an error in a log is worth telling. */
const ERRORS_SINCE_MS = 3_600_000;

export async function status(options: StatusOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false, signal });
  const gone = await goneResources(session.clients, session.deployment);
  const observed = await observe(session).catch((error: unknown) => {
    throw gone.length > 0 ? notThere(gone, error) : error;
  });
  const report = statusReport(session.deployment, { ...observed, gone });
  session.terminal.result(report, describe(report, await describeDomain(session), options));
  const failing = report.functions.some(({ lastError }) => lastError?.failing);
  const damaged = (report.search?.problems.length ?? 0) > 0;
  return gone.length > 0 || report.problems.length > 0 || damaged || failing ? EXIT.failed : EXIT.ok;
}

const COMES_BACK = 'A deploy does not make it again. docs/runbook.md says how it comes back.';

/** Too much is gone for a report. */
function notThere(gone: readonly string[], cause: unknown): CommandError {
  return new CommandError(goneText(gone), COMES_BACK, { cause, code: 'HW_RESOURCE_GONE', exitCode: EXIT.failed });
}

function goneText(gone: readonly string[]): string {
  return `Not there any more, though the deployment names it: ${gone.join(', ')}.`;
}

async function observe(session: DeployedSession): Promise<Omit<Observed, 'gone'>> {
  const { clients, deployment, target } = session;
  const [queues, indices, notEmulated, problems, errors] = await Promise.all([
    countQueues(clients.sqs, deployment),
    findIndices(session),
    listNotEmulated(session),
    findStreamProblems(clients, deployment),
    findErrors(session),
  ]);
  const endpoint = target.kind === 'aws' ? null : target.endpoint;
  return { endpoint, queues, ...indices, notEmulated, problems, errors };
}

async function findErrors(session: DeployedSession): Promise<Observed['errors']> {
  const since = Date.now() - ERRORS_SINCE_MS;
  const found = await Promise.all(
    [...session.deployment.normalizers, ...session.deployment.consumers].map(async ({ functionName, logGroup }) => {
      const error = await lastErrorOf(session, logGroup, since);
      return error ? [[functionName, error] as const] : [];
    }),
  );
  return new Map(found.flat());
}

async function findIndices(session: DeployedSession): Promise<Pick<Observed, 'indices' | 'indexProblems'>> {
  if (!session.deployment.search) return { indices: [], indexProblems: [] };
  const { client, entities } = openSearch(session);
  const { states, problems } = await surveyIfAnswered(client, entities);
  const behind = new Map(states.map(([{ name }, { read }]) => [name, read.at(-1)]));
  const indices = await Promise.all(
    entities.map(async (definition) => {
      const { name: entity } = definition;
      const index = behind.get(entity) ?? null;
      const known = index === null ? NOT_KNOWN : await reindexOf(client, definition);
      return { entity, alias: readAlias(entity), index, ...known };
    }),
  );
  return { indices, indexProblems: problems };
}

const NOT_KNOWN = { due: [], reindex: null } as const;

async function reindexOf(client: SearchClient, entity: Entity): Promise<Pick<IndexStatus, 'due' | 'reindex'>> {
  try {
    const [due, stored] = await Promise.all([findReindexDue(client, entity), readState(client, entity.name)]);
    return { due: due?.why ?? [], reindex: stored?.state ?? null };
  } catch (error) {
    // What is damaged is told by itself (find-index-problems.ts).
    if (error instanceof HeadwaterError) return NOT_KNOWN;
    throw error;
  }
}

async function describeDomain({ clients, deployment }: DeployedSession): Promise<string | undefined> {
  const name = deployment.search?.domainName;
  return name === undefined ? undefined : domainState(clients.openSearch, name);
}

function describe(report: StatusReport, domain: string | undefined, { verbose }: StatusOptions): string {
  const lines = report.tables.map(({ name, entities }) => `table      ${name} (${entities.join(', ')})`);
  lines.push(`bus        ${report.bus.name}, archive ${report.bus.archive}`);
  if (report.search) {
    const indices = Object.values(report.search.entities).map(
      ({ alias, index }) => `${alias} -> ${index ?? 'no index'}`,
    );
    lines.push(`search     ${report.search.endpoint} (${indices.join(', ')})`);
    for (const [entity, { due, reindex }] of Object.entries(report.search.entities)) {
      if (reindex) lines.push(`           ${describePhase(reindex)}`);
      if (due.length > 0)
        lines.push(`           a reindex of ${entity} is due (npx headwater reindex ${entity}): ${due.join('; ')}`);
    }
    if (domain !== undefined) lines.push(`domain     ${domain}`);
  }
  if (report.analytics) lines.push(`analytics  ${report.analytics.history}`);
  lines.push(...report.functions.map(({ role, name }) => `function   ${name} (${role})`), '');
  lines.push(
    formatTable(
      ['queue', 'of', 'messages'],
      report.queues.map(({ role, consumer, table = '', messages }) => [role, consumer ?? `table ${table}`, messages]),
    ),
  );
  lines.push(...describeNotEmulated(report.notEmulated, verbose ?? false));
  for (const { role, name, lastError } of report.functions) {
    if (!lastError) continue;
    const told = `function ${name} (${role}) ${lastError.failing ? 'fails' : 'failed, and goes on'}: ${lastError.at} ${lastError.text}`;
    lines.push('', lastError.failing ? bad(told) : told, `-> npx headwater logs ${name}`);
  }
  for (const { entity, problem, effect, next } of report.search?.problems ?? [])
    lines.push('', bad(`search of ${entity}: ${problem}; ${effect}`), `-> ${next}`);
  if (report.gone.length > 0) lines.push('', bad(goneText(report.gone)), `-> ${COMES_BACK}`);
  for (const { table, problem, next } of report.problems)
    lines.push('', bad(`table ${table}: ${problem}`), `-> ${next}`);
  return lines.join('\n');
}

function describeNotEmulated(parts: StatusReport['notEmulated'], verbose: boolean): readonly string[] {
  if (parts.length === 0) return [];
  const said = `${parts.length} resources stand here for what only AWS provisions`;
  if (!verbose) return ['', `${said} (--verbose)`];
  return ['', `${said}:`, ...parts.map(({ type, logicalId }) => `  ${type} ${logicalId}`)];
}
