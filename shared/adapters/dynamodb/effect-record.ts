import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { outcomeOfRepetition, outcomeOfUnended } from '../../domain/delivery/effect-outcome.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import { LONGEST_DELIVERY_DAYS } from '../../domain/retention/retention.ts';
import type { EffectRecord } from '../../ports/effect-record.ts';

export interface DynamoDbEffectRecordOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Starts every key: consumers share the table. */
  readonly consumer: string;
  /** Milliseconds that an effect can run: its function's timeout. */
  readonly longestRunMs: number;
}

/** A record outlives every delivery of its change, then DynamoDB's TTL removes it. */
const KEPT_SECONDS = LONGEST_DELIVERY_DAYS * 86_400;

/** Powertools takes an unfinished effect up again after the time that is left to the invocation: never, for one that must not run twice. */
const NEVER_AGAIN: Pick<Context, 'getRemainingTimeInMillis'> = { getRemainingTimeInMillis: () => KEPT_SECONDS * 1_000 };

/** Tells Powertools that nothing was done: it removes its record then. */
class NothingDone extends Error {
  override readonly name = 'NothingDone';
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super('nothing was done');
    this.outcome = outcome;
  }
}

/** Remembers effects in a DynamoDB table, by Powertools idempotency. */
export function createDynamoDbEffectRecord(options: DynamoDbEffectRecordOptions): EffectRecord {
  const { client, tableName, consumer, longestRunMs } = options;
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client });
  const config = new IdempotencyConfig({ expiresAfterSeconds: KEPT_SECONDS, lambdaContext: NEVER_AGAIN as Context });
  const run = makeIdempotent(
    async (_key: string, effect: () => Promise<Outcome>): Promise<Outcome> => {
      const outcome = await effect();
      if (outcome.status === 'retry') throw new NothingDone(outcome);
      return outcome;
    },
    { persistenceStore, config, keyPrefix: consumer },
  );
  const couldStillRun = async (key: string): Promise<boolean> => {
    const { expiryTimestamp } = await persistenceStore.getRecord(key);
    if (expiryTimestamp === undefined) return true;
    // The time is kept in whole seconds.
    return Date.now() < (expiryTimestamp - KEPT_SECONDS + 1) * 1_000 + longestRunMs;
  };

  return {
    async once(key, effect) {
      const here = { begun: false };
      try {
        const outcome = await run(key, () => {
          here.begun = true;
          return effect();
        });
        return here.begun ? outcome : outcomeOfRepetition(outcome);
      } catch (error) {
        if (error instanceof NothingDone) return error.outcome;
        if (!isUnended(error)) return unavailable(key, error);
      }
      try {
        return outcomeOfUnended(key, await couldStillRun(key));
      } catch (error) {
        return unavailable(key, error);
      }
    },
  };
}

function isUnended(error: unknown): boolean {
  return error instanceof Error && error.name === 'IdempotencyAlreadyInProgressError';
}

/** Also when the end of an effect could not be recorded: the next delivery finds it begun. */
function unavailable(key: string, error: unknown): Outcome {
  const name = error instanceof Error ? error.name : 'an unknown error';
  return { status: 'retry', reason: { code: 'HW_EFFECTS_UNAVAILABLE', message: `effect ${key}: ${name}` } };
}
