import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import config from 'headwater:config';
import { StreamRecordReader } from '../../shared/adapters/dynamodb/stream-record.ts';
import { createEventBridgePublisher } from '../../shared/adapters/eventbridge/change-publisher.ts';
import { createPutEvents } from '../../shared/adapters/eventbridge/put-events.ts';
import { createSecretsManagerKeySource } from '../../shared/adapters/secrets-manager/policy-key.ts';
import { createSqsDeadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import { tableOf } from '../../shared/domain/definition/lookup.ts';
import { deferredClaims } from '../../shared/runtime/claim-check.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createOutcomeCounter } from '../../shared/runtime/metrics.ts';
import { tellInLog } from '../../shared/runtime/tell-retries.ts';
import { hashForTable } from '../../shared/runtime/policy.ts';
import { normalize, type NormalizerPorts } from './normalize.ts';

/** Time kept back to reject, count and answer. */
const RESERVE_MILLISECONDS = 2_000;

const table = tableOf(config, fromEnvironment('table'));
const openKey = () => createSecretsManagerKeySource({ secretArn: fromEnvironment('policyKey') });
const hash = await hashForTable(table.entities, openKey);
const log = createLog('normalizer');
const claims = deferredClaims(async () => {
  const { createS3ClaimStore } = await import('../../shared/adapters/s3/claim-store.ts');
  return createS3ClaimStore(fromEnvironment('claimsBucket'));
});
const ports: NormalizerPorts = {
  table,
  reader: new StreamRecordReader(table, hash),
  publisher: createEventBridgePublisher({
    putEvents: createPutEvents(new EventBridgeClient({}), fromEnvironment('bus')),
  }),
  rejected: createSqsDeadLetters(new SQSClient({}), fromEnvironment('deadLetterUrl')),
  counter: createOutcomeCounter('normalizer'),
  tell: tellInLog('normalizer'),
  claims,
  ...(config.claimCheck && { claimBytes: config.claimCheck.bytes }),
};

export async function handler(event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  const response = await normalize(
    event.Records,
    ports,
    () => context.getRemainingTimeInMillis() - RESERVE_MILLISECONDS,
  );
  const dropped = ports.reader.takeDropped();
  if (Object.keys(dropped).length > 0) log.warn('attributes that no entity declares were dropped', { dropped });
  return response;
}
