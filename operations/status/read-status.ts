import type { SearchClient } from '../../shared/adapters/opensearch/client.ts';
import { surveyIfAnswered } from '../../shared/adapters/opensearch/find-index-problems.ts';
import { findReindexDue } from '../../shared/adapters/opensearch/indices.ts';
import { readState } from '../../shared/adapters/opensearch/reindex/reindex-record.ts';
import { readAlias } from '../../shared/dialects/opensearch/names.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import type { Deployed } from '../deployed.ts';
import { countQueues } from '../deployment/queues.ts';
import { openSearch } from '../deployment/search.ts';
import { OperationError } from '../operation-error.ts';
import { lastErrorOf } from './function-logs.ts';
import { goneResources } from './gone-resources.ts';
import { listNotEmulated } from './not-emulated.ts';
import { domainState } from './search-domain.ts';
import { statusReport, type IndexStatus, type Observed, type StatusReport } from './status-report.ts';
import { findStreamProblems } from './stream-problems.ts';

/** How far back an error in a log is worth telling. */
const ERRORS_SINCE_MS = 3_600_000;

/** What is deployed, and how it is. @throws OperationError HW_RESOURCE_GONE when too much is gone for a report */
export async function readStatus(deployed: Deployed): Promise<StatusReport> {
  const gone = await goneResources(deployed.clients, deployed.deployment);
  const observed = await observe(deployed).catch((error: unknown) => {
    throw gone.length > 0 ? notThere(gone, error) : error;
  });
  return statusReport(deployed.deployment, { ...observed, gone });
}

/** Whether something is found that somebody should mend. */
export function isUnwell({ gone, problems, search, functions }: StatusReport): boolean {
  const failing = functions.some(({ lastError }) => lastError?.failing);
  return gone.length > 0 || problems.length > 0 || (search?.problems.length ?? 0) > 0 || failing;
}

/** What a search domain of the deployment's own is at, in words of OpenSearch Service; undefined without one. */
export async function readDomain({ clients, deployment }: Deployed): Promise<string | undefined> {
  const name = deployment.search?.domainName;
  return name === undefined ? undefined : domainState(clients.openSearch, name);
}

export const COMES_BACK = 'A deploy does not make it again. docs/runbook.md says how it comes back.';

/** Too much is gone for a report. */
function notThere(gone: readonly string[], cause: unknown): OperationError {
  return new OperationError(goneText(gone), COMES_BACK, { cause, code: 'HW_RESOURCE_GONE', isFinding: true });
}

export function goneText(gone: readonly string[]): string {
  return `Not there any more, though the deployment names it: ${gone.join(', ')}.`;
}

async function observe(deployed: Deployed): Promise<Omit<Observed, 'gone'>> {
  const { clients, deployment, target } = deployed;
  const [queues, indices, notEmulated, problems, errors] = await Promise.all([
    countQueues(clients.sqs, deployment),
    findIndices(deployed),
    listNotEmulated(deployed),
    findStreamProblems(clients, deployment),
    findErrors(deployed),
  ]);
  const endpoint = target.kind === 'aws' ? null : target.endpoint;
  return { endpoint, queues, ...indices, notEmulated, problems, errors };
}

async function findErrors(deployed: Deployed): Promise<Observed['errors']> {
  const since = Date.now() - ERRORS_SINCE_MS;
  const found = await Promise.all(
    [...deployed.deployment.normalizers, ...deployed.deployment.consumers].map(async ({ functionName, logGroup }) => {
      const error = await lastErrorOf(deployed, logGroup, since);
      return error ? [[functionName, error] as const] : [];
    }),
  );
  return new Map(found.flat());
}

async function findIndices(deployed: Deployed): Promise<Pick<Observed, 'indices' | 'indexProblems'>> {
  if (!deployed.deployment.search) return { indices: [], indexProblems: [] };
  const { client, entities } = openSearch(deployed);
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
