import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { putRecords } from '../../operations/put/put-records.ts';
import { recordsIn } from '../../operations/put/records.ts';
import { declared } from '../../operations/deployment/declared-entity.ts';
import { openIndexedRows } from '../../operations/deployment/indexed-rows.ts';
import { openDeployedSession } from '../cloud/session.ts';
import { isDry, openWrittenTable } from '../cloud/written-table.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { describePut } from '../output/put.ts';
import type { PutOptions } from '../verbs/put.ts';

export async function put(entityName: string, options: PutOptions, signal: AbortSignal): Promise<ExitCode> {
  const records = recordsIn(await readInput(options.file));
  const session = await openDeployedSession(options, { writes: !options.dryRun, signal });
  const { table, entity } = declared(session, entityName);
  const { hash } = await openIndexedRows(session);
  const report = await putRecords(records, openWrittenTable(session, table, hash), {
    entity,
    dry: isDry(session, options),
    onlyNew: options.new ?? false,
    skipRejected: options.skipRejected ?? false,
    signal,
  });
  session.terminal.result(report, describePut(report, options));
  return report.rejected.length > 0 ? EXIT.failed : EXIT.ok;
}

/** @throws CommandError when nobody gives anything */
async function readInput(file: string | undefined): Promise<string> {
  const next = 'A JSON object, or one in each line: --file <file>, or a pipe to stdin.';
  if (file === undefined && process.stdin.isTTY) throw new CommandError('No record was given.', next);
  const given = file === undefined ? await text(process.stdin) : await readFile(file, 'utf8');
  if (given.trim() === '') throw new CommandError(`${file ?? 'stdin'} holds no record.`, next);
  return given;
}
