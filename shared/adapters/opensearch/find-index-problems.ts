/** What is wrong with the search side of a deployment, as `status` says it. */
import type { Entity } from '../../domain/definition/entity.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import { isStoredApplyScript } from './apply-script.ts';
import type { SearchClient } from './client.ts';
import { problemsOf, type IndexProblem } from './index-problems.ts';
import { readIndices } from './index-state.ts';

/** Never throws for an OpenSearch that does not answer: that is a problem like the others. */
export async function findIndexProblems(
  client: SearchClient,
  entities: readonly Entity[],
): Promise<readonly IndexProblem[]> {
  try {
    const found = await Promise.all(entities.map(async ({ name }) => problemsOf(await readIndices(client, name))));
    return [...found.flat(), ...((await isStoredApplyScript(client)) ? [] : [noScript(entities)])];
  } catch (error) {
    if (!(error instanceof HeadwaterError)) throw error;
    return [
      { kind: 'no answer', entity: names(entities), problem: error.message, effect: 'changes wait', next: error.next },
    ];
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
