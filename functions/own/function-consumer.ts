/** What a consumer of type `function` is made with: `export const handler = functionConsumer(lowStock, async (change) => ...)`. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { createDynamoDbEffectRecord } from '../../shared/adapters/dynamodb/effect-record.ts';
import type { RowOfEntity } from '../../shared/domain/definition/entity.ts';
import { FUNCTION_TIMEOUT_SECONDS, type FunctionConsumer } from '../../shared/domain/definition/headwater.ts';
import type { EffectRecord } from '../../shared/ports/effect-record.ts';
import { consume } from '../../shared/runtime/consume.ts';
import { nextAttempt } from '../../shared/runtime/effect-attempt.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { applyByFunction, isNoNews, type ChangeFunction, type ChangeOf } from '../../shared/runtime/run-function.ts';
import { consumerWiring, policyOf } from '../../shared/wiring/consumer.ts';
import { ownResources } from './own-resources.ts';

type RowOf<C extends FunctionConsumer> = RowOfEntity<C['entities'][number]>;

/** What a function's handler can be told beside its function. */
export interface FunctionConsumerOptions<R> {
  /** The changes that the function is for; the others are suppressed. @default every change */
  readonly when?: (change: ChangeOf<R>) => boolean;
}

type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * The handler of a consumer that is a function of your own. It runs the function once per change: the messages of a batch
 * side by side, the changes of a message one after another. What comes of a change: docs/side-effects.md.
 *
 * @example
 * export const handler = functionConsumer(
 *   newFilms,
 *   async (change) => {
 *     if (change.operation !== 'created') return undefined;
 *     const answer = await fetch('https://example.com/films', { method: 'POST', body: JSON.stringify(change.after) });
 *     return answer.status === 503 ? postpone('the other side is busy') : undefined;
 *   },
 *   { when: ({ operation }) => operation === 'created' },
 * );
 */
export function functionConsumer<const C extends FunctionConsumer>(
  consumer: C,
  run: ChangeFunction<RowOf<C>>,
  { when }: FunctionConsumerOptions<RowOf<C>> = {},
): Handler {
  const { name, sideEffects = false } = consumer;
  const log = createLog(name);
  const resources = ownResources(consumer);
  const effects = sideEffects ? effectRecord(name) : undefined;
  const processor = new BatchProcessor(EventType.SQS);
  const wiring = consumerWiring(consumer);
  const { counter } = wiring;
  const underPolicy = policyOf(consumer);
  const ports = {
    ...wiring,
    // One line of metrics a batch, not one a message.
    counter: { ...counter, flush: () => undefined },
    ...(sideEffects && { refuses: isNoNews, inLetter: nextAttempt }),
  };

  return async (event, context) => {
    const protect = await underPolicy;
    const byFunction = applyByFunction<RowOf<C>>({
      run,
      when,
      context: resources,
      effects,
      timeLeft: () => context.getRemainingTimeInMillis(),
      onError: ({ id, key }, error) => {
        log.error('the function threw', { id, key, error });
      },
    });
    const apply = protect(byFunction);
    const one = async (record: SQSRecord): Promise<void> => {
      const { batchItemFailures } = await consume({ Records: [record] }, { ...ports, apply });
      if (batchItemFailures.length > 0) throw new ComesAgain(`message ${record.messageId} comes again`);
    };
    // A batch that fails as a whole must not count as a broken function: Lambda would slow the queue down.
    const response = await processPartialResponse(event, one, processor, { context, throwOnFullBatchFailure: false });
    counter.flush();
    return response;
  };
}

class ComesAgain extends Error {
  override readonly name = 'ComesAgain';
}

function effectRecord(consumer: string): EffectRecord {
  return createDynamoDbEffectRecord({
    client: new DynamoDBClient({}),
    tableName: fromEnvironment('effectsTable'),
    consumer,
    longestRunMs: FUNCTION_TIMEOUT_SECONDS * 1_000,
  });
}
