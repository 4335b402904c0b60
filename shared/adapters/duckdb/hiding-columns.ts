/**
 * Files of earlier releases may have a column with the name of one that DuckDB itself gives every file. It hides DuckDB's
 * own, by which a row is known (latest.ts, gather.ts), and no field's column has that name today. It gets today's name in
 * the local file, before anything asks for it.
 */
import { randomUUID } from 'node:crypto';
import { open, rename, stat, utimes, type FileHandle } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { columnOfField, FILE_COLUMNS } from '../../domain/history/analytics-columns.ts';
import { filesAt } from './latest.ts';
import { readValues } from './read-answer.ts';
import { literal, quoted } from '../../dialects/duckdb/sql-text.ts';

/** A Parquet file ends with its footer, the footer's length in four bytes, and four bytes that say so. */
const TAIL_BYTES = 8;

/**
 * Writes such files anew, in their place and with their times. One that cannot be read stays: whoever reads it next says so.
 * @returns the paths of those that it wrote
 */
export async function renameHidingColumns(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const path of paths) {
    if ((await mayHide(path)) && (await renameIn(connection, path))) written.push(path);
  }
  return written;
}

/**
 * Names stand in the footer as they are. To look there takes a tenth of what DuckDB takes to read it; a member of an
 * object may have such a name too, and hides nothing.
 */
async function mayHide(path: string): Promise<boolean> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (size < TAIL_BYTES) return false;
  const bytes = (await bytesAt(file, size - TAIL_BYTES, TAIL_BYTES)).readUInt32LE();
  if (bytes > size - TAIL_BYTES) return false;
  const names = (await bytesAt(file, size - TAIL_BYTES - bytes, bytes)).toString('latin1').toLowerCase();
  return FILE_COLUMNS.some((name) => names.includes(name));
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer;
}

async function renameIn(connection: DuckDBConnection, path: string): Promise<boolean> {
  const source = filesAt([path]);
  const columns = (await readValues(connection, `DESCRIBE SELECT * FROM ${source}`)).map(([name]) => name as string);
  const hiding = columns.filter((name) => FILE_COLUMNS.some((own) => own === name.toLowerCase()));
  if (hiding.length === 0) return false;
  // What gathering made of an earlier release's files and of today's has both names.
  const both = hiding.map((name) => columns.filter((one) => one.toLowerCase() === columnOfField(name).toLowerCase()));
  const left = [...hiding, ...both.flat()].map(quoted).join(', ');
  const values = hiding.map((name, index) => {
    const held = [...(both[index] ?? []), name].map(quoted).join(', ');
    return `coalesce(${held}) AS ${quoted(columnOfField(name))}`;
  });
  const { atime, mtime } = await stat(path);
  const part = `${path}.${randomUUID()}.part`;
  await connection.run(
    `COPY (SELECT * EXCLUDE (${left}), ${values.join(', ')} FROM ${source}) TO ${literal(part)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  await utimes(part, atime, mtime);
  await rename(part, path);
  return true;
}
