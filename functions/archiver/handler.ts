import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import config from 'headwater:config';
import { createS3ClaimStore } from '../../shared/adapters/s3/claim-store.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { createS3HistoryStore } from '../../shared/adapters/s3/history-store.ts';
import { createSecretsManagerKeySource } from '../../shared/adapters/secrets-manager/policy-key.ts';
import { createSqsDeadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import { createSqsRedelivery } from '../../shared/adapters/sqs/redelivery.ts';
import { consumerOf } from '../../shared/domain/definition/lookup.ts';
import { liftTo } from '../../shared/domain/lift.ts';
import { viewOf } from '../../shared/domain/view.ts';
import { consume, type ConsumeOptions } from '../../shared/runtime/consume.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { createOutcomeCounter } from '../../shared/runtime/metrics.ts';
import { hashForConsumer, underPolicy } from '../../shared/runtime/policy.ts';

const consumer = consumerOf(config, fromEnvironment('consumer'));
const { name, entities, filters } = consumer;
const client = createS3Client();
const store = createS3HistoryStore({ client, bucket: fromEnvironment('analyticsBucket'), entities });
const sqs = new SQSClient({});
const openKey = () => createSecretsManagerKeySource({ secretArn: fromEnvironment('policyKey') });
const hash = await hashForConsumer(consumer, openKey);
const options: ConsumeOptions = {
  consumer: name,
  entities: new Set(entities.map((entity) => entity.name)),
  lift: liftTo(entities),
  view: viewOf(filters),
  apply: underPolicy(consumer, hash, (changes) => store.append(changes)),
  claims: createS3ClaimStore(fromEnvironment('claimsBucket'), client),
  deadLetters: createSqsDeadLetters(sqs, fromEnvironment('deadLetterUrl')),
  redelivery: createSqsRedelivery(sqs, fromEnvironment('bufferUrl')),
  counter: createOutcomeCounter(name),
};

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return consume(event, options);
}
