import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { SearchClient } from '../../shared/adapters/opensearch/client.ts';
import { findIndexProblems } from '../../shared/adapters/opensearch/find-index-problems.ts';
import {
  liveIndexOf,
  mendingsOf,
  type IndexMending,
  type IndexProblem,
} from '../../shared/adapters/opensearch/index-problems.ts';
import { readIndices } from '../../shared/adapters/opensearch/index-state.ts';
import { describeMending, mendIndices } from '../../shared/adapters/opensearch/mend-indices.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { openSearch } from '../cloud/search.ts';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { formatTable } from '../output/table.ts';
import { bad } from '../output/terminal.ts';

export interface SearchSetupOptions extends CommonOptions {
  readonly yes?: boolean | undefined;
}

interface FoundIndex {
  readonly entity: string;
  readonly index: string | null;
}

/**
 * Makes missing indices, aliases and the stored script by the function that a deploy runs for it, and mends first what only a
 * person may have mended. A deploy runs the function only when the definition or its code has changed: it does not notice
 * that an index was deleted.
 */
export async function searchSetup(options: SearchSetupOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: options.yes === true, signal });
  const { client, entities } = openSearch(session);
  const before = await findIndices(session);
  const plan = await planOf(client, entities);
  if (!options.yes) {
    const problems = await findIndexProblems(client, entities);
    const lines = [...problems.map(describeProblem), ...plan.map(({ told }) => `Would ${told}.`)];
    const end = problems.length > 0 ? 'Nothing was done: --yes does it.' : 'Nothing is missing.';
    session.terminal.result(
      { indices: before, problems, plan: plan.map(({ told }) => told), done: false },
      [describe(before), '', ...lines, end].join('\n'),
    );
    return problems.length > 0 ? EXIT.failed : EXIT.ok;
  }
  for (const entity of entities) await mendIndices(client, entity);
  await runSetup(session);
  const indices = await findIndices(session);
  const left = await findIndexProblems(client, entities);
  const made = indices.filter(
    ({ entity, index }) => index !== null && isMissing(before, entity) && isNew(plan, entity),
  );
  const done = plan.map(({ told }) => `Done: ${told}.`);
  session.terminal.result(
    {
      indices,
      made: made.map(({ entity }) => entity),
      mended: plan.map(({ told }) => told),
      problems: left,
      done: true,
    },
    [describe(indices), '', ...done, ...left.map(describeProblem), nextStep(session, plan, made)].join('\n'),
  );
  return left.length > 0 ? EXIT.failed : EXIT.ok;
}

interface PlannedMending {
  readonly entity: string;
  readonly mending: IndexMending;
  readonly told: string;
}

async function planOf(client: SearchClient, entities: readonly Entity[]): Promise<readonly PlannedMending[]> {
  const plans = await Promise.all(
    entities.map(async ({ name }) =>
      mendingsOf(await readIndices(client, name)).map((mending) => ({
        entity: name,
        mending,
        told: describeMending(name, mending),
      })),
    ),
  );
  return plans.flat();
}

function isNew(plan: readonly PlannedMending[], entity: string): boolean {
  return plan.some((one) => one.entity === entity && one.mending.do === 'make');
}

function describeProblem({ entity, problem, effect, next }: IndexProblem): string {
  return `${bad(`${entity}: ${problem}; ${effect}`)}\n-> ${next}`;
}

/** An empty index is filled; one that writers or readers had left may lack what came meanwhile. */
function nextStep(session: DeployedSession, plan: readonly PlannedMending[], made: readonly FoundIndex[]): string {
  if (made.length > 0)
    return `Made, and empty: ${made.map(({ index }) => index).join(', ')}. ${fillWith(session, made)}`;
  return plan.length > 0
    ? 'What was written meanwhile may be missing: `npx headwater verify`, then `npx headwater repair --yes`.'
    : 'Nothing was missing.';
}

function findIndices(session: DeployedSession): Promise<readonly FoundIndex[]> {
  const { client, entities } = openSearch(session);
  return Promise.all(
    entities.map(async ({ name: entity }) => ({
      entity,
      index: liveIndexOf(await readIndices(client, entity))?.name ?? null,
    })),
  );
}

function isMissing(indices: readonly FoundIndex[], entity: string): boolean {
  return indices.some((one) => one.entity === entity && one.index === null);
}

async function runSetup({ clients, definition, stage }: DeployedSession): Promise<void> {
  const FunctionName = `${definition.name}-${stage}-search-setup`;
  const Payload = Buffer.from(JSON.stringify({ RequestType: 'Update' }));
  const { FunctionError, Payload: answer } = await clients.lambda.send(new InvokeCommand({ FunctionName, Payload }));
  if (FunctionError === undefined) return;
  const { errorMessage = '' } = JSON.parse(Buffer.from(answer ?? []).toString() || '{}') as { errorMessage?: string };
  throw new CommandError(`${FunctionName} failed: ${errorMessage}`, 'Mend what it says: the function logs the rest.', {
    exitCode: EXIT.failed,
  });
}

function fillWith({ definition }: DeployedSession, made: readonly FoundIndex[]): string {
  const commands = made.map(({ entity }) => {
    const consumer = definition.consumers.find(
      ({ type, entities }) => type === 'search' && entities.some(({ name }) => name === entity),
    );
    return `npx headwater backfill --consumer ${consumer?.name ?? ''} --entity ${entity} --yes`;
  });
  return `Fill with: ${commands.join('; ')}`;
}

function describe(indices: readonly FoundIndex[]): string {
  return formatTable(
    ['entity', 'index'],
    indices.map(({ entity, index }) => [entity, index ?? 'MISSING']),
  );
}
