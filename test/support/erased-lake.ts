/** A person's row in an analytics copy, in memory, and what becomes of it when it is erased. */
import { createDuckDbErasureEngine } from '../../shared/adapters/duckdb/erasure-engine.ts';
import { createMemoryBucketFiles } from '../../shared/adapters/memory/bucket-files.ts';
import { createMemorySnapshotStore } from '../../shared/adapters/memory/snapshot-store.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { decimal, keyword, list, object, optional, text } from '../../shared/domain/definition/fields.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import type { Json, Row } from '../../shared/domain/row/json.ts';
import type { SnapshotStore } from '../../shared/ports/snapshot-store.ts';
import { eraseCopy } from '../../shared/runtime/erasure/erase-copy.ts';
import { findRows, partFiles, withValues } from '../../shared/runtime/erasure/find-rows.ts';
import { createTestLake, type TestLake } from './test-lake.ts';

export const person = defineEntity({
  name: 'person',
  recognise: 'every-item',
  fields: {
    id: keyword(),
    name: text(),
    paid: decimal(38, 2),
    homes: optional(list(object({ town: keyword() }))),
  },
});
export const START = Date.parse('2026-11-24T12:00:00Z');
export const SECRET = 'Zebulon "Zeb" Quackenbush';
export const engine = createDuckDbErasureEngine();

export function change(
  operation: 'created' | 'updated' | 'deleted',
  id: string,
  sequence: number,
  name: string,
): Change {
  const at = new Date(START + sequence * 60_000).toISOString();
  const base = { entity: 'person', id: `${id}-${sequence}`, key: id, at, position: positionOf('g', String(sequence)) };
  const row: Row = { id, name, paid: '123456789012345678901234567890123456.78', homes: [{ town: `${name} Town` }] };
  if (operation === 'created') return { ...base, operation, after: row };
  if (operation === 'deleted') return { ...base, operation, before: row };
  return { ...base, operation, after: row, before: { name: 'x' }, changed: ['name'] };
}

function snapshotRow(id: string, name: string, minute: number): Change {
  const at = new Date(START + minute * 60_000).toISOString();
  return { entity: 'person', operation: 'snapshot', id: `${id}-read`, key: id, at, after: { id, name, paid: 1 } };
}

/** What no erasure may touch, as the views show it; and how often the key is current, and has changed. */
export async function stateOf(lake: TestLake): Promise<{ others: Json; current: Json; changes: Json }> {
  const [state = {}] = await lake.query(`SELECT
    (SELECT list(to_json(h)::VARCHAR ORDER BY _event_id)::VARCHAR FROM person_history AS h WHERE _key <> 'zeb') AS history,
    (SELECT list(to_json(c)::VARCHAR ORDER BY _key)::VARCHAR FROM person_current AS c WHERE _key <> 'zeb') AS snapshot,
    (SELECT count(*)::INTEGER FROM person_current WHERE _key = 'zeb') AS current,
    (SELECT count(*)::INTEGER FROM person_history WHERE _key = 'zeb') AS changes`);
  const { history = null, snapshot = null, current = null, changes = null } = state;
  return { others: [history, snapshot], current, changes };
}

export function calls(): { n: number; dieAt: number } {
  return { n: 0, dieAt: Infinity };
}

/** Breaks off before a call: as a process that dies. */
function dying<T extends object>(store: T, counted: { n: number; dieAt: number }): T {
  return new Proxy(store, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...values: unknown[]) => unknown;
      return (...values: unknown[]) => {
        counted.n += 1;
        return counted.n >= counted.dieAt ? Promise.reject(new Error('died')) : method.call(target, ...values);
      };
    },
  });
}

/** @param wait between two looks at who is at work: a moment of the lake's clock, or until others went on */
export function erase(
  lake: TestLake,
  counted = calls(),
  through = (store: SnapshotStore) => store,
  wait: () => Promise<unknown> = () => Promise.resolve((lake.now += 30_000)),
) {
  const now = () => lake.now;
  return eraseCopy({
    entity: person,
    key: 'zeb',
    engine,
    now,
    wait,
    files: dying(createMemoryBucketFiles(lake.objects, now), counted),
    snapshots: dying(through(createMemorySnapshotStore(lake.objects, now)), counted),
  });
}

/** In how many rows the value stands, by reading every file that is left; and as bytes, for what is no Parquet. */
export async function left(lake: TestLake): Promise<number> {
  const files = createMemoryBucketFiles(lake.objects);
  let holding = 0;
  for (const part of ['history', 'current', 'compaction'] as const) {
    holding += withValues(await findRows({ files, engine }, await partFiles(files, part, 'person'), 'zeb')).length;
  }
  const rows = await lake.query(`SELECT count(*)::INTEGER AS n FROM person_history WHERE name LIKE '%Quackenbush%'`);
  return holding + Number(rows[0]?.['n']);
}

/** Several versions, some in a snapshot and some not; a read; a file shared with others; deleted at the end. */
export async function lived(): Promise<TestLake> {
  const lake = createTestLake(person, START + 3_600_000);
  lake.archive([
    change('created', 'zeb', 1, SECRET),
    change('created', 'ann', 2, 'Ann'),
    snapshotRow('zeb', SECRET, 3),
  ]);
  lake.archive([change('created', 'bob', 4, 'Bob')]);
  await lake.compact();
  lake.archive([change('updated', 'zeb', 5, `${SECRET} II`), change('updated', 'ann', 6, 'Anna')]);
  lake.archive([change('deleted', 'zeb', 7, `${SECRET} II`)]);
  return lake;
}
