/** The one place where answers of DuckDB become JSON: what else reads a result would lose U+FEFF (read-vectors.ts). */
import duckdb from '@duckdb/node-bindings';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult, DuckDBType, Json } from '@duckdb/node-api';
import type { Answer } from '../../ports/analytics-questions.ts';
import { namedValues, readerOf, type ReadValue } from './read-vectors.ts';

/** All of an answer. */
export async function readAnswer(result: DuckDBResult): Promise<Answer> {
  const columns = result.deduplicatedColumnNames();
  const types = result.columnTypes();
  const chunks = await result.fetchAllChunks();
  return { columns, rows: chunks.flatMap((chunk) => rowsIn(chunk, types, columns)) };
}

/** Its rows, chunk by chunk as DuckDB finds them. */
export async function* streamRows(result: DuckDBResult): AsyncIterable<Answer['rows']> {
  const columns = result.deduplicatedColumnNames();
  const types = result.columnTypes();
  for await (const chunk of result) yield rowsIn(chunk, types, columns);
}

/** The answer to one question, its values in the order of the SELECT. */
export async function readValues(connection: DuckDBConnection, sql: string): Promise<readonly (readonly Json[])[]> {
  const result = await connection.run(sql);
  const types = result.columnTypes();
  const chunks = await result.fetchAllChunks();
  return chunks.flatMap((chunk) => mapRows(chunk, types, (values, row) => values.map((value) => value(row))));
}

function rowsIn(chunk: DuckDBDataChunk, types: readonly DuckDBType[], columns: readonly string[]): Answer['rows'] {
  return mapRows(chunk, types, (values, row) => namedValues(columns, values, row));
}

function mapRows<T>(
  chunk: DuckDBDataChunk,
  types: readonly DuckDBType[],
  make: (values: readonly ReadValue[], row: number) => T,
): T[] {
  const count = chunk.rowCount;
  const values = types.map((type, nth) => readerOf(duckdb.data_chunk_get_vector(chunk.chunk, nth), count, type));
  const rows: T[] = [];
  // Asked each time: what is read lies in the chunk's memory, so it must not be collected meanwhile.
  for (let row = 0; row < chunk.rowCount; row += 1) rows.push(make(values, row));
  return rows;
}
