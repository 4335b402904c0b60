import { InvokeCommand } from '@aws-sdk/client-lambda';
import { keeperOf } from '../../shared/domain/consumers/keepers.ts';
import { surveyIndices, type IndexSurvey } from '../../shared/adapters/opensearch/find-index-problems.ts';
import {
  liveIndexOf,
  mendingsOf,
  type IndexMending,
  type IndexProblem,
} from '../../shared/adapters/opensearch/index-problems.ts';
import { describeMending, mendIndices } from '../../shared/adapters/opensearch/mend-indices.ts';
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
  const before = await surveyIndices(client, entities);
  const plan = before.states.flatMap(([{ name }, indices]) => told(name, mendingsOf(indices)));
  if (!options.yes) {
    const { problems } = before;
    const indices = liveIndices(before);
    const lines = [...problems.map(describeProblem), ...plan.map((one) => `Would ${one}.`)];
    const end = problems.length > 0 ? 'Nothing was done: --yes does it.' : 'Nothing is missing.';
    session.terminal.result(
      { indices, problems, plan, done: false },
      [describe(indices), '', ...lines, end].join('\n'),
    );
    return problems.length > 0 ? EXIT.failed : EXIT.ok;
  }
  const mended: string[] = [];
  for (const [entity, indices] of before.states)
    mended.push(...told(entity.name, await mendIndices(client, entity, indices)));
  await runSetup(session);
  const after = await surveyIndices(client, entities);
  const indices = liveIndices(after);
  const made = indices.filter(({ entity, index }) => index !== null && lackedIndex(before, entity));
  mended.push(...made.flatMap(({ entity }) => told(entity, [{ do: 'make' }])));
  const { problems } = after;
  session.terminal.result(
    { indices, made: made.map(({ entity }) => entity), mended, problems, done: true },
    [
      describe(indices),
      '',
      ...mended.map((one) => `Done: ${one}.`),
      ...problems.map(describeProblem),
      nextStep(session, mended, made),
    ].join('\n'),
  );
  return problems.length > 0 ? EXIT.failed : EXIT.ok;
}

function told(entity: string, mendings: readonly IndexMending[]): readonly string[] {
  return mendings.map((mending) => describeMending(entity, mending));
}

function liveIndices({ states }: IndexSurvey): readonly FoundIndex[] {
  return states.map(([{ name: entity }, indices]) => ({ entity, index: liveIndexOf(indices)?.name ?? null }));
}

/** And the set-up was to make the first one. */
function lackedIndex({ states }: IndexSurvey, entity: string): boolean {
  return states.some(([{ name }, indices]) => name === entity && mendingsOf(indices).some((one) => one.do === 'make'));
}

function describeProblem({ entity, problem, effect, next }: IndexProblem): string {
  return `${bad(`${entity}: ${problem}; ${effect}`)}\n-> ${next}`;
}

/** An empty index is filled; one that writers or readers had left may lack what came meanwhile. */
function nextStep(session: DeployedSession, mended: readonly string[], made: readonly FoundIndex[]): string {
  if (made.length > 0)
    return `Made, and empty: ${made.map(({ index }) => index).join(', ')}. ${fillWith(session, made)}`;
  return mended.length > 0
    ? 'What was written meanwhile may be missing: `npx headwater verify`, then `npx headwater repair --yes`.'
    : 'Nothing was missing.';
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
    const consumer = keeperOf(definition.consumers, 'search', entity);
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
