import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import config from 'headwater:config';
import { createS3ClaimStore } from '../../shared/adapters/s3/claim-store.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { createS3HistoryStore } from '../../shared/adapters/s3/history-store.ts';
import { consumerOf } from '../../shared/domain/definition/lookup.ts';
import { consume, type ConsumeOptions } from '../../shared/runtime/consume.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { consumerWiring, policyOf } from '../../shared/wiring/consumer.ts';

const consumer = consumerOf(config, fromEnvironment('consumer'));
const { entities } = consumer;
const client = createS3Client();
const store = createS3HistoryStore({ client, bucket: fromEnvironment('analyticsBucket'), entities });
const underPolicy = await policyOf(consumer);
const options: ConsumeOptions = {
  ...consumerWiring(consumer),
  // Its client of S3 is there anyway.
  claims: createS3ClaimStore(fromEnvironment('claimsBucket'), client),
  apply: underPolicy((changes) => store.append(changes)),
};

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return consume(event, options);
}
