import { errorIn, errorPattern } from '../../operations/status/error-line.ts';
import { nearFunctions } from '../cloud/near-functions.ts';
import { functionLogs, lastErrorOf, readLines, type FunctionLog } from '../../operations/status/function-logs.ts';
import { openDeployedSession, type DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { formatTable } from '../output/table.ts';
import { parseSpan, parseTime } from '../../operations/replay/time-range.ts';
import type { LogsOptions } from '../verbs/logs.ts';

export async function logs(name: string | undefined, options: LogsOptions, signal: AbortSignal): Promise<ExitCode> {
  const since =
    options.since === undefined ? parseTime(options.from, new Date()).getTime() : Date.now() - parseSpan(options.since);
  const session = await openDeployedSession(options, { writes: false, signal });
  const found = await functionLogs(session);
  if (name === undefined) await tellAll(session, found, since);
  else await tellOne(session, named(found, name, `${session.definition.name}-${session.stage}-`), since, options);
  return EXIT.ok;
}

async function tellAll(session: DeployedSession, found: readonly FunctionLog[], since: number) {
  const errors = await Promise.all(found.map(({ logGroup }) => lastErrorOf(session, logGroup, since)));
  const functions = found.map((log, at) => ({ ...log, lastError: errors[at] ?? null }));
  const rows = functions.map(({ name, lastError }) => [name, lastError?.at ?? '', lastError?.text ?? '']);
  const text = `${formatTable(['function', 'last error', ''], rows)}\n\nOne of them: npx headwater logs <function>`;
  session.terminal.result({ since: new Date(since).toISOString(), functions }, text);
}

async function tellOne(
  { clients, terminal, target }: DeployedSession,
  { name, logGroup }: FunctionLog,
  since: number,
  { errors = false }: LogsOptions,
): Promise<void> {
  const read = await readLines(clients.logs, logGroup, since, errors ? errorPattern(target) : undefined);
  const lines = read
    .map(({ at, message }) => ({ at: new Date(at).toISOString(), message: message.trimEnd(), error: errorIn(message) }))
    .filter(({ error }) => !errors || error !== undefined);
  const text = lines.map(({ at, message, error }) => `${at}  ${errors && error ? error.text : plainText(message)}`);
  terminal.result(
    {
      function: name,
      logGroup,
      lines: lines.map(({ at, message, error }) => ({ at, message, error: error?.text ?? null })),
    },
    text.join('\n') ||
      `Nothing${errors ? ' of an error' : ''} in the log of ${name} since ${new Date(since).toISOString()}.`,
  );
}

/** By the name that this verb prints, or the function's own. @throws CommandError when there is none */
function named(found: readonly FunctionLog[], name: string, prefix: string): FunctionLog {
  const log = found.find((one) => one.name === name || one.logGroup === `/aws/lambda/${name}`);
  if (log) return log;
  const names = found.map((one) => one.name);
  // The whole name is `<name of headwater.config.ts>-<stage>-<function>`.
  const own = name.replace(/^\/aws\/lambda\//, '').replace(prefix, '');
  const near = nearFunctions(own, names).map((one) => `"${one}"`);
  const meant = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  const message = `There is no function "${name}" with a log here.${meant}`;
  throw new CommandError(message, `Functions: ${names.join(', ') || 'none has run yet'}.`);
}
