import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import config from 'headwater:config';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { createSecretsManagerKeySource } from '../../shared/adapters/secrets-manager/policy-key.ts';
import { createSqsDeadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import { createSqsRedelivery } from '../../shared/adapters/sqs/redelivery.ts';
import { consumerOf } from '../../shared/domain/definition/lookup.ts';
import { liftTo } from '../../shared/domain/lift.ts';
import { viewOf } from '../../shared/domain/view.ts';
import { deferredClaims } from '../../shared/runtime/claim-check.ts';
import { consume, type ConsumeOptions } from '../../shared/runtime/consume.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { createOutcomeCounter } from '../../shared/runtime/metrics.ts';
import { hashForConsumer, underPolicy } from '../../shared/runtime/policy.ts';
import { rejectOutlived } from '../../shared/runtime/reject-outlived.ts';

const consumer = consumerOf(config, fromEnvironment('consumer'));
const { name, entities, filters } = consumer;
const store = createOpenSearchStore({ client: createSearchClient(fromEnvironment('searchEndpoint')) });
const sqs = new SQSClient({});
const openKey = () => createSecretsManagerKeySource({ secretArn: fromEnvironment('policyKey') });
const hash = await hashForConsumer(consumer, openKey);
const claims = deferredClaims(async () => {
  const { createS3ClaimStore } = await import('../../shared/adapters/s3/claim-store.ts');
  return createS3ClaimStore(fromEnvironment('claimsBucket'));
});
const options: ConsumeOptions = {
  consumer: name,
  entities: new Set(entities.map((entity) => entity.name)),
  lift: liftTo(entities),
  view: viewOf(filters),
  apply: rejectOutlived(
    config,
    underPolicy(consumer, hash, (changes) => store.apply(changes)),
  ),
  claims,
  deadLetters: createSqsDeadLetters(sqs, fromEnvironment('deadLetterUrl')),
  redelivery: createSqsRedelivery(sqs, fromEnvironment('bufferUrl')),
  counter: createOutcomeCounter(name),
};

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return consume(event, options);
}
