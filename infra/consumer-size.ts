/** What one consumer's function and its buffer get: the stage's own setting, the definition's, the default. */
import { FUNCTION_TIMEOUT_SECONDS, type Consumer } from '../shared/domain/definition/headwater.ts';
import { own } from '../shared/domain/own.ts';
import type { FunctionSettings } from './function-settings.ts';

const DEFAULTS = { batchSize: 100, batchWindowSeconds: 1, maximumConcurrency: 5, maximumReceives: 100 } as const;
const MEMORY_MB = 256;

/** AWS's advice: six times the function's timeout, plus the window that a message waits in for its batch. */
const VISIBILITY_TIMEOUTS = 6;

export interface SizeOfConsumer {
  readonly memoryMB: number;
  readonly timeoutSeconds: number;
  readonly maximumConcurrency: number;
  readonly reservedConcurrency?: number;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  readonly maximumReceives: number;
  /** Seconds for which a message is hidden while it is worked on. */
  readonly visibilitySeconds: number;
}

export function sizeOf(consumer: Consumer, { consumers }: FunctionSettings): SizeOfConsumer {
  const { batchSize, batchWindowSeconds, maximumConcurrency, maximumReceives } = { ...DEFAULTS, ...consumer };
  const size = {
    memoryMB: MEMORY_MB,
    timeoutSeconds: FUNCTION_TIMEOUT_SECONDS,
    maximumConcurrency,
    ...own(consumers, consumer.name),
  };
  const visibilitySeconds = VISIBILITY_TIMEOUTS * size.timeoutSeconds + batchWindowSeconds;
  return { ...size, batchSize, batchWindowSeconds, maximumReceives, visibilitySeconds };
}
