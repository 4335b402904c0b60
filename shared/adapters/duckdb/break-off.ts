import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * Breaks off what a connection does when the signal is aborted: the question fails with "INTERRUPT Error". Without it a process cannot
 * even exit before DuckDB has its answer: Node waits for the threads of native code.
 * @throws the signal's reason when it is aborted already
 */
export function breakOffOn(signal: AbortSignal | undefined, connection: DuckDBConnection): Disposable {
  signal?.throwIfAborted();
  const breakOff = (): void => connection.interrupt();
  signal?.addEventListener('abort', breakOff, { once: true });
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', breakOff) };
}
