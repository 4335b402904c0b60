/** Which rows of an entity's history a filter sees: a row that was in a view needs a tombstone once it has left it. */
import { analyticsColumns, columnName } from './analytics-columns.ts';
import type { Entity } from '../definition/entity.ts';
import type { ColumnType } from '../definition/field.ts';
import type { EntityPolicy } from '../definition/policy.ts';
import { matches, type Clause, type Filter } from '../filter/filter.ts';
import type { Json } from '../row/json.ts';
import { own } from '../own.ts';

export interface HistoryView {
  /** The columns that it looks at. */
  readonly columns: readonly string[];
  /** @param copied a history row by its columns, as the copy gives it back: what is null is left out */
  sees(copied: Readonly<Record<string, Json | undefined>>): boolean;
}

/**
 * @param policy what the consumer that archives the history is not to see of the entity
 * @returns undefined when the history cannot tell: it has rows of an older version, which would be lifted before they are
 *   filtered, or it lacks what the filter looks at, or keeps that in another form
 */
export function historyView(entity: Entity, filter: Filter, policy: EntityPolicy = {}): HistoryView | undefined {
  const clauses = clausesOf(filter);
  if (entity.version > 1 || !clauses.every((clause) => isKept(entity, clause, policy))) return undefined;
  const fields = new Set(clauses.map(({ field: [name = ''] }) => name));
  const columns = analyticsColumns(entity).filter(({ field }) => field !== undefined && fields.has(field));
  return {
    columns: columns.map(({ name }) => name),
    sees(copied) {
      const row = columns.map(({ name, field = name }) => [field, own(copied, name)] as const);
      return matches(filter, Object.fromEntries<Json | undefined>(row));
    },
  };
}

function clausesOf(filter: Filter): readonly Clause[] {
  if ('all' in filter) return filter.all.flatMap(clausesOf);
  return 'any' in filter ? filter.any.flatMap(clausesOf) : [filter];
}

/** Whether a column holds what the clause looks at, as the row had it. */
function isKept(entity: Entity, { field: path, condition }: Clause, policy: EntityPolicy): boolean {
  const [name = '', ...inner] = path;
  const column = columnAt(own(entity.fields, name)?.headwater.column, inner);
  if (!column) return false;
  const touched = Object.keys(policy).some((one) => covers(one.split('.'), path) || covers(path, one.split('.')));
  // Of a struct's members the copy keeps the column's names.
  if (touched || inner.some((part) => columnName(part) !== part)) return false;
  // A column keeps a moment, not the text that said it; of JSON, how its values look.
  return condition.test === 'exists' || (column.kind !== 'timestamp' && column.kind !== 'json');
}

/** The column of a field, of a list its elements'; undefined where the copy keeps none. */
function columnAt(column: ColumnType | false | undefined, [name, ...inner]: readonly string[]): ColumnType | undefined {
  if (!column) return undefined;
  if (name === undefined) return column.kind === 'list' ? columnAt(column.element, []) : column;
  return column.kind === 'struct' ? columnAt(own(column.fields, name), inner) : undefined;
}

function covers(short: readonly string[], long: readonly string[]): boolean {
  return short.length <= long.length && short.every((part, index) => part === long[index]);
}
