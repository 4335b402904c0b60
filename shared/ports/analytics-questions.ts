import type { Json } from '../domain/row/json.ts';

export interface Answer {
  /** In the order of the SELECT. */
  readonly columns: readonly string[];
  /** Values are JSON: decimals as text, moments as ISO 8601. */
  readonly rows: readonly Readonly<Record<string, Json>>[];
  /** What the question was charged for, where it is charged. */
  readonly scannedBytes?: number;
}

/** The analytics copy, read only: `<entity>_history` (every change once) and `<entity>_current` (each key's latest row). */
export interface AnalyticsQuestions {
  /**
   * @param sql one SELECT, in words that Athena and DuckDB share
   * @param values one for each `?`, as text
   * @throws HeadwaterError HW_QUERY_REFUSED with the engine's own words when the SQL is wrong, or no question
   */
  query(sql: string, values?: readonly string[]): Promise<Answer>;
}
