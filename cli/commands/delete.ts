import { deleteRow, type DeleteReport } from '../../operations/put/delete-row.ts';
import { storedItem } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { entityTeller } from '../../shared/adapters/dynamodb/judge-record.ts';
import { declared } from '../../operations/deployment/declared-entity.ts';
import { findRow } from '../../operations/row/find-row.ts';
import { openIndexedRows } from '../../operations/deployment/indexed-rows.ts';
import { openDeployedSession } from '../cloud/session.ts';
import { isDry, openWrittenTable } from '../cloud/written-table.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import type { DeleteOptions } from '../verbs/delete.ts';

export async function deleteItem(
  entityName: string,
  words: readonly string[],
  options: DeleteOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: !options.dryRun, signal });
  const { table, entity } = declared(session, entityName);
  const { hash } = await openIndexedRows(session);
  const { key, item } = await findRow(session, { table, entity, hash }, words, { item: true, strict: true });
  if (!item) {
    throw new CommandError(
      `The key ${plainText(key)} does not tell which item of ${entity.name} it is of.`,
      'Give the parts of its key as the item has them.',
    );
  }
  const { writer } = openWrittenTable(session, table, hash);
  const itemKey = storedItem(item);
  const dry = isDry(session, options);
  const ports = { writer, entityOf: entityTeller(table, hash) };
  const report = await deleteRow(ports, { entity: entity.name, key, itemKey, dry });
  session.terminal.result(report, describe(report, options));
  return report.found === 'item' ? EXIT.ok : EXIT.failed;
}

function describe({ entity, key, found, deleted, dry }: DeleteReport, { dryRun }: DeleteOptions): string {
  const row = `${entity} ${plainText(key)}`;
  switch (found) {
    case 'nothing':
      return `There is no item of ${row} in the table: nothing was deleted.`;
    case 'foreign':
      return `The item with the key of ${row} is another entity's: nothing was deleted.`;
    case 'item':
      if (deleted) return `Deleted ${row}. Its deletion reaches every copy: npx headwater get ${row} shows it.`;
      if (!dry) return `${row} was deleted by another in the meantime.`;
      return `Would delete ${row}. ${dryRun ? 'Without --dry-run it does.' : '--yes does it.'}`;
  }
}
