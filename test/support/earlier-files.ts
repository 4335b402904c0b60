/** History files as releases before December 2026 wrote them: a field `file_index` had a column of that name. */
import { analyticsColumns } from '../../shared/domain/history/analytics-columns.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { integer, keyword, optional, text } from '../../shared/domain/definition/fields.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { historyFile } from '../contract/history-store-files.ts';

/** Names that DuckDB, or our SQL, gives to something else, and that a field may have; one of text, one of numbers. */
export const page = defineEntity({
  name: 'page',
  recognise: 'every-item',
  fields: {
    id: keyword(),
    file_index: optional(text()),
    FILE_ROW_NUMBER: optional(integer()),
    filename: optional(text()),
    file: optional(text()),
    row: optional(integer()),
    nth: optional(integer()),
  },
});

/** Fields whose column had their own name, which today's have not. */
const RENAMED = ['file_index', 'FILE_ROW_NUMBER'];

export function earlierFile(changes: readonly Change[]): { key: string; body: Uint8Array } {
  const columns = analyticsColumns(page).map((column) => {
    const { field = '' } = column;
    return RENAMED.includes(field) ? { ...column, name: field } : column;
  });
  return historyFile(page, changes, columns);
}

/** Every version has the same values: they tell no row from another. */
export function pageRow(id: string, text = 'x'): Row {
  return { id, file_index: text, FILE_ROW_NUMBER: 0, filename: 'a.pdf', file: 'f', row: 1, nth: 2 };
}

/** What the columns of that row hold, by their names today. */
export function pageAnswer(id: string, text = 'x'): Row {
  const { file_index, FILE_ROW_NUMBER, ...others } = pageRow(id, text);
  return { ...others, file_index_: file_index, FILE_ROW_NUMBER_: FILE_ROW_NUMBER };
}

export function pageChange(id: string, minute: number, row = pageRow(id)): Change {
  const at = new Date(Date.parse('2026-11-24T12:00:00Z') + minute * 60_000).toISOString();
  const base = { entity: 'page', id: `${id}-${minute}`, key: id, at, position: positionOf('g', String(minute)) };
  if (minute === 0) return { ...base, operation: 'created', after: row };
  return { ...base, operation: 'updated', after: row, before: { nth: 1 }, changed: ['nth'] };
}
