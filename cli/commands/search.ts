import { searchEntity } from '../../operations/search/search.ts';
import { openDeployedSession } from '../cloud/session.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { describeRow } from '../output/row.ts';
import { formatTable, grouped } from '../output/table.ts';
import type { SearchOptions } from '../verbs/search.ts';

export async function search(
  entityName: string,
  query: string,
  options: SearchOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false, signal });
  const { entity, total, hits } = await searchEntity(session, entityName, query, options.size);
  const rows = hits.map(({ key, score, row }) => [score.toFixed(2), key, describeRow(entity, row)]);
  const more = total > hits.length ? `, the best ${hits.length} of them` : '';
  const text = hits.length > 0 ? `${formatTable(['score', 'key', entity.name], rows)}\n\n` : '';
  session.terminal.result({ entity: entity.name, query, total, hits }, `${text}${grouped(total)} found${more}`);
  return EXIT.ok;
}
