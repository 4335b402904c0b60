import definition from '../../headwater.config.ts';
import { ask } from '../ask.ts';
import { withHeadings } from '../bad-day/letters.ts';
import { grouped } from '../figures.ts';
import type { SearchedRow } from '../search.ts';
import type { Session } from '../session.ts';
import { compareIndex, type Comparison } from '../story/comparison.ts';
import { heading } from '../styles.ts';
import { describeRow } from './row.ts';
import { SEARCHES } from './searches.ts';
import { formatTable } from './table.ts';

interface Found {
  readonly total: number;
  readonly hits: readonly { readonly row: SearchedRow }[];
}

/** A few searches against the real index. */
export async function tellSearches(session: Session) {
  const found: { readonly query: string; readonly total: number }[] = [];
  for (const { entity, query } of SEARCHES) {
    const words = ['search', entity.name, query, '--size', '3'];
    const { total, hits } = (await ask<Found>(session, words)).json;
    const lines = hits.map(({ row }) => `  ${describeRow(entity, row)}`);
    const title = heading(`Search ${entity.name} "${query}"`);
    session.terminal.say([`\n${title}: ${grouped(total)} found`, ...lines].join('\n'));
    found.push({ query, total });
  }
  return found;
}

type Row = Readonly<Record<string, unknown>>;

/** The analytics copy, asked with DuckDB. */
export async function tellAnalytics(session: Session) {
  const { deployment, terminal } = session;
  if (!deployment.analytics) return {};
  const answers = new Map<string, readonly Row[]>();
  for (const { name, description } of definition.queries ?? []) {
    const words = ['query', '--named', name, '--engine', 'duckdb', '--csv'];
    const { json: rows, text } = await ask<readonly Row[]>(session, words);
    // The first line of the CSV: an answer without rows has columns, too.
    const columns = (text.split('\r\n')[0] ?? '').split(',');
    const values = rows.map((row) => new Map(Object.entries(row)));
    const cells = values.map((row) => columns.map((column) => cellOf(row.get(column))));
    terminal.say(`\n${heading(description)}\n${formatTable(columns, cells)}`);
    answers.set(name, rows);
  }
  return Object.fromEntries(answers);
}

function cellOf(value: unknown): string | number {
  if (typeof value === 'number' || typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

/** Enough for an overview; the rest stays unread. */
const MOST_LETTERS = '2000';

/** What was rejected, with reasons: read from where it lies, and stays. */
export async function tellRejections(session: Session): Promise<unknown> {
  const { terminal } = session;
  const { json, text } = await ask<{ readonly groups: unknown }>(session, ['dlq', 'list', '--limit', MOST_LETTERS]);
  terminal.say(`\n${heading('Rejected')}, each kept with its reason (npx headwater dlq list)`);
  terminal.say(withHeadings(text));
  return json.groups;
}

/** Every row of the table against every document of the index. */
export async function tellComparison(session: Session): Promise<Comparison> {
  const { comparison, text } = await compareIndex(session);
  session.terminal.say(`\n${text}`);
  return comparison;
}
