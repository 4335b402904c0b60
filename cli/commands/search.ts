import { refusedInFreeKeys } from '../../shared/domain/search-query/free-key-search.ts';
import { parseSearch } from '../../shared/domain/search-query/parse-search.ts';
import { entityNamed, openSearch } from '../cloud/search.ts';
import { openDeployedSession, type CommonOptions } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { formatTable, grouped } from '../output/table.ts';
import { describeRow } from '../output/row.ts';

export interface SearchOptions extends CommonOptions {
  readonly size: number;
}

export async function search(
  entityName: string,
  query: string,
  options: SearchOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false, signal });
  const { store, entities } = openSearch(session);
  const entity = entityNamed(entities, entityName);
  const refused = refusedInFreeKeys(entity, query);
  if (refused) throw new CommandError(refused.message, refused.next);
  const parsed = parseSearch(entity, query);
  if ('mistake' in parsed) throw new CommandError(parsed.mistake.message, parsed.mistake.next);
  const { total, hits } = await store.search(entity.name, parsed.query, options.size);
  const rows = hits.map(({ key, score, row }) => [score.toFixed(2), key, describeRow(entity, row)]);
  const more = total > hits.length ? `, the best ${hits.length} of them` : '';
  const text = hits.length > 0 ? `${formatTable(['score', 'key', entity.name], rows)}\n\n` : '';
  session.terminal.result({ entity: entity.name, query, total, hits }, `${text}${grouped(total)} found${more}`);
  return EXIT.ok;
}
