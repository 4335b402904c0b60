import { count } from '../output/table.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import { namedQueries } from '../../shared/dialects/sql/named-queries.ts';
import { lifeOf } from '../../operations/analytics/life.ts';
import { openQuestions } from '../../operations/analytics/open-questions.ts';
import { declared } from '../../operations/deployment/declared-entity.ts';
import { openIndexedRows } from '../../operations/deployment/indexed-rows.ts';
import { entityNamed } from '../../operations/deployment/search.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { openDeployedSession, type DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { findRow } from '../../operations/row/find-row.ts';
import { describeLife } from '../output/life.ts';
import { parseTime } from '../../operations/replay/time-range.ts';
import { ask } from './query.ts';
import type { HistoryOptions } from '../verbs/history.ts';

/** A row's life; with `--at` the row, or without a key the whole entity, as it was at a time. */
export async function history(
  entityName: string,
  words: readonly string[],
  options: HistoryOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false, signal });
  const entity = entityNamed(analyticsEntities(session.definition), entityName);
  const key = words.length === 0 ? undefined : await keyOf(session, entityName, words);
  if (options.at !== undefined) {
    const values = [sqlMoment(parseTime(options.at, new Date())), ...(key === undefined ? [] : [key])];
    const asOf = textOf(session, `${entity.name}-as-of`);
    const sql = key === undefined ? asOf : `SELECT * FROM (\n${asOf}\n) AS then_current\nWHERE _key = ?`;
    return ask(session, { sql, values }, { ...options, param: [] });
  }
  if (key === undefined) {
    throw new CommandError(
      `Which ${entity.name}?`,
      `Give its key, or --at <time> for every ${entity.name} as it was then: npx headwater history ${entity.name} --at -1h`,
    );
  }
  return tellLife(session, entity.name, key, options);
}

/** Athena takes neither the T nor the Z of ISO 8601. */
function sqlMoment(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '');
}

async function tellLife(
  session: DeployedSession,
  entityName: string,
  key: string,
  { engine }: HistoryOptions,
): Promise<ExitCode> {
  const entity = entityNamed(analyticsEntities(session.definition), entityName);
  const questions = await openQuestions(session, engine);
  try {
    const { rows } = await questions.query(textOf(session, `${entity.name}-row-history`), [key]);
    if (rows.length === 0) {
      throw new CommandError(
        `The history holds no change of ${entity.name} ${plainText(key)}.`,
        `Look for its key: npx headwater search ${entity.name} "<words>". A change of a moment ago is written within a minute.`,
      );
    }
    const life = lifeOf(entity, rows);
    session.terminal.result(
      life,
      describeLife(`${entity.name} ${plainText(key)}: ${count(rows.length, 'change')}`, life),
    );
    return EXIT.ok;
  } finally {
    questions.close();
  }
}

async function keyOf(session: DeployedSession, entityName: string, words: readonly string[]): Promise<string> {
  const { table, entity } = declared(session, entityName);
  const { hash } = await openIndexedRows(session);
  return (await findRow(session, { table, entity, hash }, words)).key;
}

function textOf({ definition }: DeployedSession, name: string): string {
  const query = namedQueries(definition).find((one) => one.name === name);
  if (!query) throw new Error(`every entity of the analytics copy has a query ${name}`);
  return query.sql;
}
