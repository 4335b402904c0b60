import { planSetUp, setUpSearch, type FoundIndex } from '../../operations/search-setup/set-up.ts';
import type { IndexProblem } from '../../shared/adapters/opensearch/index-problems.ts';
import { keeperOf } from '../../shared/domain/consumers/keepers.ts';
import { openDeployedSession, type DeployedSession } from '../cloud/session.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { formatTable } from '../output/table.ts';
import { bad } from '../output/terminal.ts';
import type { SearchSetupOptions } from '../verbs/search-setup.ts';

/** Makes and mends what a search consumer needs. Without --yes it says what it would do. */
export async function searchSetup(options: SearchSetupOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: options.yes === true, signal });
  if (!options.yes) {
    const { indices, problems, mendings: plan } = await planSetUp(session);
    const lines = [...problems.map(describeProblem), ...plan.map((one) => `Would ${one}.`)];
    const end = problems.length > 0 ? 'Nothing was done: --yes does it.' : 'Nothing is missing.';
    session.terminal.result(
      { indices, problems, plan, done: false },
      [describe(indices), '', ...lines, end].join('\n'),
    );
    return problems.length > 0 ? EXIT.failed : EXIT.ok;
  }
  const { indices, problems, mendings: mended, made } = await setUpSearch(session);
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
