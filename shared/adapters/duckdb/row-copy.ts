/** The analytics copy as verify reads it: its current rows, and what its history says about a key. */
import { relationNames } from '../../dialects/sql/analytics-sql.ts';
import type { Operation } from '../../domain/change/change.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import type { NewestChange } from '../../domain/drift/drift.ts';
import type { Json } from '../../domain/row/json.ts';
import type { Position } from '../../domain/change/position.ts';
import { DEFAULT_MARGIN_MS } from '../../domain/change/precedence.ts';
import { voidedName } from '../../domain/change/voided.ts';
import type { ChangeHistory, HistoryEvent, HistoryGaps, RowCopy } from '../../ports/row-copy.ts';
import type { StoredDocument } from '../../ports/search-store.ts';
import { copiedRows } from './copied-row.ts';
import type { History } from './history.ts';
import { localHistory } from './mirror.ts';
import { literal, moment, quoted } from '../../dialects/duckdb/sql-text.ts';
import { historyBelow, newestQuestions } from './newest-questions.ts';

type Answer = Readonly<Record<string, Json>>;

/** What people see who ask the copy for its current state. It keeps no tombstones: what is deleted is not there. */
export function createRowCopy(history: History, entities: readonly Entity[]): RowCopy {
  const rows = new Map(entities.map((entity) => [entity.name, copiedRows(entity)]));
  const current = (entity: string): string => `FROM ${quoted(relationNames({ name: entity }).current)}`;
  const document = (entity: string, answer: Answer): StoredDocument => ({
    key: textOf(answer['_key']),
    row: rows.get(entity)?.ofCopy(answer) ?? {},
    marks: { ...positionIn(answer), at: timeOf(answer['_at']), deleted: false },
  });
  return {
    refresh: () => history.refresh(),
    async *scan(entity) {
      for await (const answers of history.stream(`SELECT * ${current(entity)}`)) {
        for (const answer of answers) yield document(entity, answer);
      }
    },
    async getAll(entity, keys) {
      if (keys.length === 0) return new Map();
      const answer = await history.query(`SELECT * ${current(entity)} WHERE _key IN (${keys.map(literal).join(', ')})`);
      return new Map(answer.rows.map((row) => [textOf(row['_key']), document(entity, row)]));
    },
    async sample(entity, count) {
      const answer = await history.query(`SELECT * ${current(entity)} USING SAMPLE ${Math.floor(count)} ROWS`);
      return answer.rows.map((row) => document(entity, row));
    },
  };
}

/** @param directory the one that the history was opened with */
export function createChangeHistory(history: History, entities: readonly Entity[], directory: string): ChangeHistory {
  const rows = new Map(entities.map((entity) => [entity.name, copiedRows(entity)]));
  const { newest, highest, ofHistory } = newestQuestions(history, directory);
  return {
    refresh: () => history.refresh(),
    async *newest(entity) {
      const question = await newest(entity);
      if (question === undefined) return;
      for await (const answers of history.stream(question)) {
        for (const answer of answers) yield { key: textOf(answer['_key']), ...newestIn(answer) };
      }
    },
    async highest(entity) {
      const question = await highest(entity);
      const [row] = question === undefined ? [] : (await history.query(question)).rows;
      return row && positionIn(row).position;
    },
    async newestOf(entity, keys) {
      const question = keys.length === 0 ? undefined : await newest(entity, keys);
      if (question === undefined) return new Map();
      const { rows } = await history.query(question);
      return new Map(rows.map((row) => [textOf(row['_key']), newestIn(row)]));
    },
    async *inView(entity, view, from, keys) {
      const columns = ['_key', '_at', ...view.columns].map(quoted).join(', ');
      const some = keys && keys.length > 0 ? ` AND _key IN (${keys.map(literal).join(', ')})` : '';
      // By its day, too: that is a partition, and leaves files unread.
      const since = `date >= ${literal(new Date(from).toISOString().slice(0, 10))} AND _at >= ${moment(from)}`;
      const source = quoted(relationNames({ name: entity }).history);
      for await (const answers of history.stream(`SELECT ${columns} FROM ${source} WHERE ${since}${some}`)) {
        for (const answer of answers) {
          const row = rows.get(entity)?.ofCopy(answer) ?? {};
          if (view.sees(row)) yield { key: textOf(answer['_key']), at: timeOf(answer['_at']) };
        }
      }
    },
    async events(entity, key) {
      if ((await localHistory(directory, entity)).length === 0) return [];
      const answer = await history.query(`SELECT *
FROM read_parquet(${historyBelow(directory, entity)}, union_by_name = true, filename = '_file') WHERE _key = ${literal(key)}
QUALIFY row_number() OVER (PARTITION BY _event_id, _position ORDER BY _file) = 1
ORDER BY _at, _position`);
      const voided = new Set(history.voidedOf(entity).map(voidedName));
      return answer.rows.map((row) => {
        const event = eventIn(row, directory);
        const left = isGone(event.operation) ? undefined : rows.get(entity)?.ofCopy(row);
        const isVoided = event.position !== undefined && voided.has(voidedName({ ...event, position: event.position }));
        return { ...event, ...(left && { row: left }), ...(isVoided && { voided: true as const }) };
      });
    },
    async *suspects(entity, { generation, now, marginMs }) {
      const question = await ofHistory(entity);
      if (question === undefined) return;
      const beyond = generation === undefined ? 'false' : `left(_position, -41) > ${literal(generation)}`;
      for await (const answers of history.stream(`SELECT _key FROM (${question})
WHERE _latest > _position_at + INTERVAL ${marginMs} MILLISECOND OR _latest > ${moment(now + marginMs)} OR ${beyond}`)) {
        for (const answer of answers) yield textOf(answer['_key']);
      }
    },
  };
}

/** @param directory the one that the history was opened with */
export function createHistoryGaps(history: History, directory: string): HistoryGaps {
  const { gone } = newestQuestions(history, directory);
  return {
    async *gone(entity, keys) {
      const question = await gone(entity, keys);
      if (question === undefined) return;
      for await (const answers of history.stream(question)) {
        for (const answer of answers) yield { key: textOf(answer['_key']), at: timeOf(answer['_at']) };
      }
    },
  };
}

function newestIn(answer: Answer): NewestChange {
  const [positionAt, latest] = [timeOf(answer['_position_at']), timeOf(answer['_latest'])];
  const readAt = timeOf(answer['_read_at']);
  return {
    ...positionIn(answer),
    at: timeOf(answer['_at']),
    operation: textOf(answer['_operation']) as Operation,
    ...(!Number.isNaN(positionAt) && { positionAt }),
    ...(!Number.isNaN(readAt) && { readAt }),
    ...(latest > positionAt + DEFAULT_MARGIN_MS && { contradicted: true as const }),
  };
}

function isGone(operation: Operation): boolean {
  return operation === 'deleted' || operation === 'absent';
}

function eventIn(answer: Answer, directory: string): HistoryEvent {
  const [cause, changed] = [answer['_cause'], answer['_changed']];
  const file = textOf(answer['_file']);
  return {
    ...newestIn(answer),
    id: textOf(answer['_event_id']),
    ...(typeof cause === 'string' && { cause }),
    ...(Array.isArray(changed) && { changed: (changed as readonly Json[]).map(textOf) }),
    file: file.startsWith(directory) ? file.slice(directory.length).replace(/^\//, '') : file,
  };
}

function positionIn(answer: Answer): { readonly position?: Position } {
  const position = answer['_position'];
  return typeof position === 'string' ? { position: position as Position } : {};
}

function timeOf(value: Json | undefined): number {
  return Date.parse(textOf(value));
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
