/** What is wrong with the search side of a deployment, as `status` says it. */
import type { Entity } from '../../domain/definition/entity.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import { isStoredApplyScript } from './apply-script.ts';
import type { SearchClient } from './client.ts';
import { problemsOf, type IndexProblem } from './index-problems.ts';
import { readIndices, type EntityIndices } from './index-state.ts';

/** What one reading of all indices shows. */
export interface IndexSurvey {
  readonly states: readonly (readonly [entity: Entity, indices: EntityIndices])[];
  readonly problems: readonly IndexProblem[];
}

/** @throws HeadwaterError when OpenSearch does not answer */
export async function surveyIndices(client: SearchClient, entities: readonly Entity[]): Promise<IndexSurvey> {
  const states = await Promise.all(entities.map(async (one) => [one, await readIndices(client, one.name)] as const));
  const found = states.flatMap(([, indices]) => problemsOf(indices));
  return { states, problems: [...found, ...((await isStoredApplyScript(client)) ? [] : [noScript(entities)])] };
}

/** Never throws for an OpenSearch that does not answer: that is a problem like the others, and shows no index. */
export async function surveyIfAnswered(client: SearchClient, entities: readonly Entity[]): Promise<IndexSurvey> {
  try {
    return await surveyIndices(client, entities);
  } catch (error) {
    if (!(error instanceof HeadwaterError)) throw error;
    const { message: problem, next } = error;
    return {
      states: [],
      problems: [{ kind: 'no answer', entity: names(entities), problem, effect: 'changes wait', next }],
    };
  }
}

function noScript(entities: readonly Entity[]): IndexProblem {
  return {
    kind: 'no script',
    entity: names(entities),
    problem: 'the script that applies changes is missing or was altered',
    effect: 'changes wait',
    next: '`npx headwater search-setup --yes` stores it again.',
  };
}

function names(entities: readonly Entity[]): string {
  return entities.map(({ name }) => name).join(', ');
}
