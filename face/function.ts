/** The package's face for the handler of a consumer of type `function`: `import { functionConsumer } from 'headwater/function'`. */
export { functionConsumer, type FunctionConsumerOptions } from '../functions/own/function-consumer.ts';
export type { Change } from '../shared/domain/change/change.ts';
export type { Outcome } from '../shared/domain/delivery/outcome.ts';
export { queueSafe } from '../shared/domain/change/pack.ts';
export {
  postpone,
  refuse,
  type ChangeFunction,
  type ChangeOf,
  type FunctionContext,
} from '../shared/runtime/run-function.ts';
