import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { SearchClient } from '../../shared/adapters/opensearch/client.ts';
import { indicesBehind } from '../../shared/adapters/opensearch/indices.ts';
import { readAlias } from '../../shared/adapters/opensearch/names.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { openSearch } from '../cloud/search.ts';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { formatTable } from '../output/table.ts';

export interface SearchSetupOptions extends CommonOptions {
  readonly yes?: boolean | undefined;
}

interface FoundIndex {
  readonly entity: string;
  readonly index: string | null;
}

/**
 * Makes missing indices, aliases and the stored script by the function that a deploy runs for it. A deploy runs it only when
 * the definition or its code has changed: it does not notice that an index was deleted.
 */
export async function searchSetup(options: SearchSetupOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: options.yes === true, signal });
  const before = await findIndices(session);
  if (!options.yes) {
    const missing = before.filter(({ index }) => index === null).length;
    const end = missing > 0 ? 'Nothing was made: --yes does it.' : 'Nothing is missing.';
    session.terminal.result({ indices: before, done: false }, `${describe(before)}\n\n${end}`);
    return missing > 0 ? EXIT.failed : EXIT.ok;
  }
  await runSetup(session);
  const indices = await findIndices(session);
  const made = indices.filter(({ entity, index }) => index !== null && isMissing(before, entity));
  const next =
    made.length > 0
      ? `Made, and empty: ${made.map(({ index }) => index).join(', ')}. ${fillWith(session, made)}`
      : 'Nothing was missing.';
  session.terminal.result(
    { indices, made: made.map(({ entity }) => entity), done: true },
    `${describe(indices)}\n\n${next}`,
  );
  return indices.some(({ index }) => index === null) ? EXIT.failed : EXIT.ok;
}

function findIndices(session: DeployedSession): Promise<readonly FoundIndex[]> {
  const { client, entities } = openSearch(session);
  return Promise.all(
    entities.map(async ({ name: entity }) => ({
      entity,
      index: await indexOf(client, entity),
    })),
  );
}

/** An OpenSearch that does not answer is another trouble. @throws HeadwaterError HW_SEARCH_UNAVAILABLE */
async function indexOf(client: SearchClient, entity: string): Promise<string | null> {
  try {
    return (await indicesBehind(client, readAlias(entity))).at(-1) ?? null;
  } catch (error) {
    if (error instanceof HeadwaterError && error.code === 'HW_SEARCH_NOT_READY') return null;
    throw error;
  }
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
