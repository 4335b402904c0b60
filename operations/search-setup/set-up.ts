import { InvokeCommand } from '@aws-sdk/client-lambda';
import { surveyIndices, type IndexSurvey } from '../../shared/adapters/opensearch/find-index-problems.ts';
import {
  liveIndexOf,
  mendingsOf,
  type IndexMending,
  type IndexProblem,
} from '../../shared/adapters/opensearch/index-problems.ts';
import { describeMending, mendIndices } from '../../shared/adapters/opensearch/mend-indices.ts';
import type { Deployed } from '../deployed.ts';
import { openSearch } from '../deployment/search.ts';
import { OperationError } from '../operation-error.ts';

export interface FoundIndex {
  readonly entity: string;
  readonly index: string | null;
}

export interface SetUpReport {
  readonly indices: readonly FoundIndex[];
  readonly problems: readonly IndexProblem[];
  /** What was done, or would be: `give the alias film to film-1`. */
  readonly mendings: readonly string[];
  /** Indices that were not there: they are empty. */
  readonly made: readonly FoundIndex[];
}

/** What is missing or damaged, and what would be done about it. */
export async function planSetUp(deployed: Deployed): Promise<SetUpReport> {
  const { client, entities } = openSearch(deployed);
  const before = await surveyIndices(client, entities);
  const mendings = before.states.flatMap(([{ name }, indices]) => told(name, mendingsOf(indices)));
  return { indices: liveIndices(before), problems: before.problems, mendings, made: [] };
}

/**
 * Makes missing indices, aliases and the stored script by the function that a deploy runs for it, and mends first what only a
 * person may have mended. A deploy runs the function only when the definition or its code has changed: it does not notice
 * that an index was deleted.
 */
export async function setUpSearch(deployed: Deployed): Promise<SetUpReport> {
  const { client, entities } = openSearch(deployed);
  const before = await surveyIndices(client, entities);
  const mendings: string[] = [];
  for (const [entity, indices] of before.states)
    mendings.push(...told(entity.name, await mendIndices(client, entity, indices)));
  await runSetup(deployed);
  const after = await surveyIndices(client, entities);
  const indices = liveIndices(after);
  const made = indices.filter(({ entity, index }) => index !== null && lackedIndex(before, entity));
  mendings.push(...made.flatMap(({ entity }) => told(entity, [{ do: 'make' }])));
  return { indices, problems: after.problems, mendings, made };
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

async function runSetup({ clients, definition, stage }: Deployed): Promise<void> {
  const FunctionName = `${definition.name}-${stage}-search-setup`;
  const Payload = Buffer.from(JSON.stringify({ RequestType: 'Update' }));
  const { FunctionError, Payload: answer } = await clients.lambda.send(new InvokeCommand({ FunctionName, Payload }));
  if (FunctionError === undefined) return;
  const { errorMessage = '' } = JSON.parse(Buffer.from(answer ?? []).toString() || '{}') as { errorMessage?: string };
  throw new OperationError(
    `${FunctionName} failed: ${errorMessage}`,
    'Mend what it says: the function logs the rest.',
    {
      isFinding: true,
    },
  );
}
