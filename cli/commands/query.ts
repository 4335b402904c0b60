import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import { namedQueries } from '../../shared/dialects/sql/named-queries.ts';
import type { NamedQuery } from '../../shared/domain/definition/headwater.ts';
import type { Answer } from '../../shared/ports/analytics-questions.ts';
import { dollarsOf, estimateQuestion } from '../../operations/analytics/estimate.ts';
import { analyticsOf, openQuestions } from '../../operations/analytics/open-questions.ts';
import { openDeployedSession, type DeployedSession } from '../cloud/session.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { bytesText, dollarsText } from '../output/amounts.ts';
import { answerCsv, answerPlot, answerTable } from '../output/answer.ts';
import { confirm, heading } from '../output/terminal.ts';
import type { QueryOptions } from '../verbs/query.ts';

/** Over this a question to Athena wants a word first. */
const DOLLARS_WITHOUT_A_WORD = 0.05;

export async function query(sql: string | undefined, options: QueryOptions, signal: AbortSignal): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false, signal });
  if (options.list) return list(session);
  const question = questionOf(session, sql, options);
  return ask(session, question, options);
}

/** Asks and prints, in the form that was wished for. */
export async function ask(session: DeployedSession, question: Question, options: QueryOptions): Promise<ExitCode> {
  const questions = await openQuestions(session, options.engine);
  try {
    if (questions.engine === 'athena' && !(await mayCost(session, question.sql, options))) return EXIT.failed;
    const answer = await questions.query(question.sql, question.values);
    if (answer.scannedBytes !== undefined) {
      session.terminal.note(
        `Athena read ${bytesText(answer.scannedBytes)}: ${dollarsText(dollarsOf(answer.scannedBytes))}`,
      );
    }
    session.terminal.result(answer.rows, formatted(answer, options));
    return EXIT.ok;
  } finally {
    questions.close();
  }
}

export interface Question {
  readonly sql: string;
  readonly values: readonly string[];
}

function questionOf({ definition }: DeployedSession, sql: string | undefined, options: QueryOptions): Question {
  const { named, param } = options;
  if ((sql === undefined) === (named === undefined)) {
    throw new CommandError(
      'Give one question: SQL, or --named <name>.',
      '`npx headwater query --list` shows the names.',
    );
  }
  if (sql !== undefined) return { sql, values: param };
  const query = namedQueries(definition).find(({ name }) => name === named);
  if (!query) throw new CommandError(`There is no query "${named}".`, '`npx headwater query --list` shows the names.');
  const { parameters = [] } = query;
  if (parameters.length !== param.length) {
    throw new CommandError(
      `Query "${query.name}" takes ${parameters.length} values, and got ${param.length}.`,
      `Give ${parameters.map((name) => `--param <${name}>`).join(' ') || 'no --param'}.`,
    );
  }
  return { sql: query.sql, values: param };
}

function list({ definition, terminal }: DeployedSession): ExitCode {
  const queries = namedQueries(definition);
  terminal.result(queries, queries.map(describeQuery).join('\n\n'));
  return EXIT.ok;
}

function describeQuery({ name, description, parameters = [], sql }: NamedQuery): string {
  const given = parameters.map((parameter) => ` --param <${parameter}>`).join('');
  return `${heading(name)}: ${description}\n  npx headwater query --named ${name}${given}\n${sql.replaceAll(/^/gm, '    ')}`;
}

async function mayCost(session: DeployedSession, sql: string, { yes }: QueryOptions): Promise<boolean> {
  const { clients, definition, terminal } = session;
  const estimate = await estimateQuestion(sql, analyticsEntities(definition), analyticsOf(session), clients.s3);
  const cost = `at most ${bytesText(estimate.mostBytes)}, ${dollarsText(estimate.mostDollars)}`;
  terminal.note(`Athena will read ${cost} (it skips columns and partitions that the question does not need)`);
  return estimate.mostDollars <= DOLLARS_WITHOUT_A_WORD || yes === true || confirm(`Ask for ${cost}?`, '--yes');
}

function formatted(answer: Answer, { csv, plot }: QueryOptions): string {
  if (plot) return answerPlot(answer);
  return csv ? answerCsv(answer) : answerTable(answer);
}
