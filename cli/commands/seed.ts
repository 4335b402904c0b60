import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { seed, type SeedProgress, type SeedTable } from '../../operations/put/seed.ts';
import { linesOf } from '../../shared/adapters/disk/lines.ts';
import { openIndexedRows } from '../../operations/deployment/indexed-rows.ts';
import { openDeployedSession } from '../cloud/session.ts';
import { isDry, openWrittenTable } from '../cloud/written-table.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { describeSeed } from '../output/put.ts';
import type { SeedOptions } from '../verbs/seed.ts';

export async function seedFile(options: SeedOptions, signal: AbortSignal): Promise<ExitCode> {
  await access(options.file, constants.R_OK);
  const session = await openDeployedSession(options, { writes: !options.dryRun, signal });
  const { hash } = await openIndexedRows(session);
  const tables = session.definition.tables.map((table): SeedTable => ({
    ...openWrittenTable(session, table, hash),
    entities: table.entities,
  }));
  const dry = isDry(session, options);
  let reached: SeedProgress | undefined;
  const onProgress = (progress: SeedProgress): void => {
    reached = progress;
    session.onProgress({ of: 'seed', ...progress });
  };
  const skipRejected = options.skipRejected ?? false;
  try {
    const report = await seed(() => linesOf(createReadStream(options.file)), tables, {
      dry,
      fromLine: options.fromLine,
      skipRejected,
      signal,
      onProgress,
    });
    session.terminal.log({ step: 'seed', state: 'done', text: `${report.lines} lines` });
    session.terminal.result(report, describeSeed(report, options));
    return report.rejectedCount > 0 ? EXIT.failed : EXIT.ok;
  } catch (error) {
    if (reached?.phase === 'writing') {
      session.terminal.note(`Written up to line ${reached.line}: --from-line ${reached.line + 1} goes on from there.`);
    }
    throw error;
  }
}
