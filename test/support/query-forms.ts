/** One query in two forms: as DuckDB runs it over its views, and as Athena's text, over the same files. */
import { typedNothing } from '../../shared/dialects/duckdb/sql-text.ts';
import { standalone, type EntityTables } from '../../shared/dialects/sql/analytics-sql.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { analyticsColumns } from '../../shared/domain/history/analytics-columns.ts';

export const FORMS = ['the views', "Athena's text"] as const;
export type Form = (typeof FORMS)[number];

/** @param root the folder of the analytics copy */
export function inForm(form: Form, sql: string, entity: Entity, root: string): string {
  return form === 'the views' ? sql : standalone(sql, [entity], (of) => fileTables(of, root));
}

/** There is no snapshot here: test/unit/athena-current.test.ts has some. */
function fileTables(entity: Entity, root: string): EntityTables {
  const hive = 'hive_partitioning = true, hive_types_autocast = false';
  return {
    history: `read_parquet('${root}/history/entity=${entity.name}/*/*/*.parquet', union_by_name = true, ${hive})`,
    snapshot: `(${typedNothing(analyticsColumns(entity))})`,
    reach: "(SELECT '' AS history_from, '' AS outlived_before WHERE false)",
  };
}
