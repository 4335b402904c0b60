import { COMES_BACK, goneText, isUnwell, readDomain, readStatus } from '../../operations/status/read-status.ts';
import type { StatusReport } from '../../operations/status/status-report.ts';
import { openDeployedSession } from '../cloud/session.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { describePhase } from '../output/reindex.ts';
import { formatTable } from '../output/table.ts';
import { bad } from '../output/terminal.ts';
import type { StatusOptions } from '../verbs/status.ts';

export async function status(options: StatusOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false, signal });
  const report = await readStatus(session);
  session.terminal.result(report, describe(report, await readDomain(session), options));
  return isUnwell(report) ? EXIT.failed : EXIT.ok;
}

function describe(report: StatusReport, domain: string | undefined, { verbose }: StatusOptions): string {
  const lines = report.tables.map(({ name, entities }) => `table      ${name} (${entities.join(', ')})`);
  lines.push(`bus        ${report.bus.name}, archive ${report.bus.archive}`);
  if (report.search) {
    const indices = Object.values(report.search.entities).map(
      ({ alias, index }) => `${alias} -> ${index ?? 'no index'}`,
    );
    lines.push(`search     ${report.search.endpoint} (${indices.join(', ')})`);
    for (const [entity, { due, reindex }] of Object.entries(report.search.entities)) {
      if (reindex) lines.push(`           ${describePhase(reindex)}`);
      if (due.length > 0)
        lines.push(`           a reindex of ${entity} is due (npx headwater reindex ${entity}): ${due.join('; ')}`);
    }
    if (domain !== undefined) lines.push(`domain     ${domain}`);
  }
  if (report.analytics) lines.push(`analytics  ${report.analytics.history}`);
  lines.push(...report.functions.map(({ role, name }) => `function   ${name} (${role})`), '');
  lines.push(
    formatTable(
      ['queue', 'of', 'messages'],
      report.queues.map(({ role, consumer, table = '', messages }) => [role, consumer ?? `table ${table}`, messages]),
    ),
  );
  lines.push(...describeNotEmulated(report.notEmulated, verbose ?? false));
  for (const { role, name, lastError } of report.functions) {
    if (!lastError) continue;
    const told = `function ${name} (${role}) ${lastError.failing ? 'fails' : 'failed, and goes on'}: ${lastError.at} ${lastError.text}`;
    lines.push('', lastError.failing ? bad(told) : told, `-> npx headwater logs ${name}`);
  }
  for (const { entity, problem, effect, next } of report.search?.problems ?? [])
    lines.push('', bad(`search of ${entity}: ${problem}; ${effect}`), `-> ${next}`);
  if (report.gone.length > 0) lines.push('', bad(goneText(report.gone)), `-> ${COMES_BACK}`);
  for (const { table, problem, next } of report.problems)
    lines.push('', bad(`table ${table}: ${problem}`), `-> ${next}`);
  return lines.join('\n');
}

function describeNotEmulated(parts: StatusReport['notEmulated'], verbose: boolean): readonly string[] {
  if (parts.length === 0) return [];
  const said = `${parts.length} resources stand here for what only AWS provisions`;
  if (!verbose) return ['', `${said} (--verbose)`];
  return ['', `${said}:`, ...parts.map(({ type, logicalId }) => `  ${type} ${logicalId}`)];
}
