import type { FunctionConsumer } from '../../shared/domain/definition/headwater.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import type { FunctionContext } from '../../shared/runtime/run-function.ts';
import { own } from '../../shared/domain/own.ts';

/** The tables and queues that a consumer declares, by their names in the definition. */
export function ownResources({ name, writesTo = [], sendsTo = [] }: FunctionConsumer): FunctionContext {
  const tables = writesTo.length > 0 ? namesFrom('ownTables') : {};
  const queues = sendsTo.length > 0 ? namesFrom('ownQueues') : {};
  return {
    table: (table) => found(own(tables, table), `consumer ${name} has no table ${table}: add it to writesTo`),
    queue: (queue) => found(own(queues, queue), `consumer ${name} has no queue ${queue}: add it to sendsTo`),
  };
}

function namesFrom(variable: 'ownTables' | 'ownQueues'): Readonly<Record<string, string>> {
  return JSON.parse(fromEnvironment(variable)) as Record<string, string>;
}

function found(value: string | undefined, problem: string): string {
  if (value === undefined) throw new Error(problem);
  return value;
}
