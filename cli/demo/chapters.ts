import { parseSearch } from '../../shared/domain/search-query/parse-search.ts';
import type { Answer } from '../../shared/ports/analytics-questions.ts';
import { openQuestions } from '../../operations/analytics/open-questions.ts';
import type { SearchAccess } from '../../operations/deployment/search.ts';
import type { DeployedSession } from '../cloud/session.ts';
import type { Verification } from '../../shared/runtime/verify/result.ts';
import { compareIndex } from '../compare.ts';
import { collectLetters } from '../../operations/letters/collect.ts';
import { groupLetters, type LetterGroup } from '../../operations/letters/group.ts';
import { describeGroups } from '../output/letters.ts';
import { describeVerification } from '../output/verification.ts';
import { describeRow } from '../output/row.ts';
import { formatTable, grouped } from '../output/table.ts';
import { heading } from '../output/terminal.ts';
import { SEARCHES } from './searches.ts';
import { own } from '../../shared/domain/own.ts';

/** A few searches against the real index. */
export async function tellSearches({ terminal }: DeployedSession, { store, entities }: SearchAccess) {
  const found: { readonly query: string; readonly total: number }[] = [];
  for (const { entity: name, query } of SEARCHES) {
    const entity = entities.find((candidate) => candidate.name === name);
    if (!entity) continue;
    const parsed = parseSearch(entity, query);
    if ('mistake' in parsed) continue;
    const { total, hits } = await store.search(name, parsed.query, 3);
    const lines = hits.map(({ row }) => `  ${describeRow(entity, row)}`);
    terminal.say([`\n${heading(`Search ${name} "${query}"`)}: ${grouped(total)} found`, ...lines].join('\n'));
    found.push({ query, total });
  }
  return found;
}

/** The analytics copy, asked with DuckDB. */
export async function tellAnalytics(session: DeployedSession) {
  const { deployment, definition, terminal } = session;
  if (!deployment.analytics) return {};
  const questions = await openQuestions(session, 'duckdb');
  try {
    const answers = new Map<string, Answer['rows']>();
    for (const { name, description, sql } of definition.queries ?? []) {
      const { columns, rows } = await questions.query(sql);
      const cells = rows.map((row) => columns.map((column) => cellOf(own(row, column))));
      terminal.say(`\n${heading(description)}\n${formatTable(columns, cells)}`);
      answers.set(name, rows);
    }
    return Object.fromEntries(answers);
  } finally {
    questions.close();
  }
}

function cellOf(value: Answer['rows'][number][string] | undefined): string | number {
  if (typeof value === 'number' || typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

/** Enough for an overview; the rest stays unread. */
const MOST_LETTERS = 2_000;

/** What was rejected, with reasons: read from where it lies, and stays. */
export async function tellRejections(session: DeployedSession, signal: AbortSignal): Promise<readonly LetterGroup[]> {
  const { terminal } = session;
  const { letters } = await collectLetters(session, {}, { limit: MOST_LETTERS, signal });
  const groups = groupLetters(letters);
  terminal.say(`\n${heading('Rejected')}, each kept with its reason (npx headwater dlq list)`);
  terminal.say(describeGroups(groups));
  return groups;
}

/** Every row of the table against every document of the index. */
export async function tellComparison(session: DeployedSession, signal: AbortSignal): Promise<Verification> {
  const comparison = await compareIndex(session, signal);
  session.terminal.say(`\n${describeVerification(comparison)}`);
  return comparison;
}
