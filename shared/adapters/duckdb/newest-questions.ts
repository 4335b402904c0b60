/** Questions about the newest change of each key: what the history has of it, what the snapshot, and what only the snapshot has. */
import type { History } from './history.ts';
import { localHistory } from './mirror.ts';
import { notVoided } from './not-voided.ts';
import { amongKeys, goneChanges, snapshotMarks } from './snapshot-marks.ts';
import { literal } from '../../dialects/duckdb/sql-text.ts';

/** SQL; undefined where there is nothing to ask. */
type Question = Promise<string | undefined>;

export interface NewestQuestions {
  /** Of each key, by history and snapshot: a snapshot knows changes that the history has lost. @param keys only these */
  readonly newest: (entity: string, keys?: readonly string[]) => Question;
  /** The same by the history alone. */
  readonly ofHistory: (entity: string) => Question;
  /** The highest position of all, as `_position`. */
  readonly highest: (entity: string) => Question;
  /** What the history has lost. @param keys only these */
  readonly gone: (entity: string, keys?: readonly string[]) => Question;
}

/** @param directory the one that the history was opened with */
export function newestQuestions(history: History, directory: string): NewestQuestions {
  // The columns that decide, from the files themselves: the view finds what was delivered twice, which changes no maximum.
  const held = async (entity: string, keys?: readonly string[]): Promise<readonly string[]> => {
    if ((await localHistory(directory, entity)).length === 0) return [];
    const files = `read_parquet(${historyBelow(directory, entity)}, union_by_name = true, hive_partitioning = false)`;
    const some = `${notVoided(history.voidedOf(entity))}${amongKeys(keys)}`;
    return [`SELECT _key, _position, _at, _operation FROM ${files} WHERE ${some}`];
  };
  const known = async (entity: string, keys?: readonly string[]): Promise<readonly string[]> => {
    const [snapshot, voided] = [history.snapshotFilesOf(entity), history.voidedOf(entity)];
    return [...(await held(entity, keys)), ...snapshotMarks({ snapshot, voided, keys })];
  };
  return {
    newest: async (entity, keys) => among(await known(entity, keys), (all) => `${NEWEST} FROM (${all}) GROUP BY _key`),
    ofHistory: async (entity) => among(await held(entity), (all) => `${NEWEST} FROM (${all}) GROUP BY _key`),
    highest: async (entity) => among(await known(entity), (all) => `SELECT max(_position) AS _position FROM (${all})`),
    async gone(entity, keys) {
      const [snapshot, voided] = [history.snapshotFilesOf(entity), history.voidedOf(entity)];
      const [kept] = await held(entity, keys);
      return goneChanges({ snapshot, history: kept, voided, keys });
    },
  };
}

export function historyBelow(directory: string, entity: string): string {
  return literal(`${directory}/history/entity=${entity}/*/*/*.parquet`);
}

/** Within a stream no higher position was written earlier: where one was, by more than clocks differ, one of the two is false. */
const NEWEST = `SELECT _key, max(_position) AS _position, max(_at) AS _at, arg_max(_operation, _at) AS _operation,
arg_max(_at, _position) AS _position_at, max(_at) FILTER (WHERE _position IS NOT NULL) AS _latest,
max(_at) FILTER (WHERE _position IS NULL) AS _read_at`;

function among(sources: readonly string[], ask: (all: string) => string): string | undefined {
  return sources.length === 0 ? undefined : ask(sources.join('\nUNION ALL\n'));
}
