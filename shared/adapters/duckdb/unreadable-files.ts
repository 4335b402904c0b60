/** Which history files cannot be used: one of them must not keep the changes of the others from anybody. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { chunks } from '../../domain/delivery/chunks.ts';
import { filesAt } from './latest.ts';
import { readValues } from './read-answer.ts';

/** The columns that decide, and the beginning of their types. `_position` is null for a read, all others never are. */
const MARKS: Readonly<Record<string, string>> = {
  _key: 'VARCHAR',
  _operation: 'VARCHAR',
  _position: 'VARCHAR',
  _at: 'TIMESTAMP',
  _event_id: 'VARCHAR',
};
const NEVER_NULL = ['_key', '_operation', '_at', '_event_id'];
/** DuckDB holds what it knows of each file that it reads. */
const FILES_AT_A_TIME = 250;
/** What the machine lacks is no fault of a file. */
const OF_MACHINE = /^(?:Out of Memory|INTERRUPT|FATAL) Error|No space left|Too many open files/i;

/**
 * @param depth `whole` decodes every column; `marks` those that decide which change wins
 * @returns why, by path; empty when all can be read. A group without a fault costs one reading, a faulty file about log2 of them.
 * @throws Error when the machine is at fault
 */
export async function unreadableFiles(
  connection: DuckDBConnection,
  paths: readonly string[],
  depth: 'marks' | 'whole',
): Promise<ReadonlyMap<string, string>> {
  const found: [string, string][] = [];
  for (const some of chunks(paths, () => 0, { count: FILES_AT_A_TIME, bytes: Infinity }))
    found.push(...(await faultyAmong(connection, some, depth)));
  return new Map(found);
}

async function faultyAmong(
  connection: DuckDBConnection,
  paths: readonly string[],
  depth: 'marks' | 'whole',
): Promise<ReadonlyMap<string, string>> {
  const fault = paths.length === 0 ? undefined : await faultOf(connection, paths, depth);
  if (fault === undefined) return new Map();
  const [only] = paths;
  if (paths.length === 1 && only !== undefined) return new Map([[only, fault]]);
  const half = Math.ceil(paths.length / 2);
  const first = await faultyAmong(connection, paths.slice(0, half), depth);
  return new Map([...first, ...(await faultyAmong(connection, paths.slice(half), depth))]);
}

async function faultOf(
  connection: DuckDBConnection,
  paths: readonly string[],
  depth: 'marks' | 'whole',
): Promise<string | undefined> {
  try {
    const source = filesAt(paths);
    const columns = await readValues(connection, `DESCRIBE SELECT * FROM ${source}`);
    const types = new Map(columns.map(([name, type]) => [name as string, type as string]));
    for (const [name, type] of Object.entries(MARKS)) {
      const found = types.get(name);
      if (found === undefined) return `it has no column ${name}`;
      if (!found.startsWith(type)) return `its column ${name} is ${found}, not ${type}`;
    }
    const empty = NEVER_NULL.map((name) => `${name} IS NULL`).join(' OR ');
    const all = depth === 'whole' ? ', max(hash(stored))' : '';
    const [counted] = await readValues(
      connection,
      `SELECT count(*) FILTER (${empty})::DOUBLE${all} FROM ${source} AS stored`,
    );
    return Number(counted?.[0]) > 0 ? 'it has rows without a key, an id, an operation or a time' : undefined;
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    if (OF_MACHINE.test(told)) throw error;
    return told.split('\n')[0] ?? told;
  }
}
