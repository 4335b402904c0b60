import type { DuckDBConnection } from '@duckdb/node-api';

/** An interruption stops only what is running at that moment, so it is repeated. */
const AGAIN_MILLISECONDS = 50;

/**
 * Breaks off what a connection does when the signal is aborted, until it is disposed: the question fails with "INTERRUPT Error". Without
 * it a process cannot even exit before DuckDB has its answer: Node waits for the threads of native code. DuckDB forgets an
 * interruption that comes between two questions, or before a thread has begun with one: the next question would run to its end.
 * @throws the signal's reason when it is aborted already
 */
export function breakOffOn(signal: AbortSignal | undefined, connection: DuckDBConnection): Disposable {
  signal?.throwIfAborted();
  let again: NodeJS.Timeout | undefined;
  const breakOff = (): void => {
    connection.interrupt();
    again = setInterval(() => connection.interrupt(), AGAIN_MILLISECONDS).unref();
  };
  signal?.addEventListener('abort', breakOff, { once: true });
  return {
    [Symbol.dispose]: () => {
      signal?.removeEventListener('abort', breakOff);
      clearInterval(again);
    },
  };
}
