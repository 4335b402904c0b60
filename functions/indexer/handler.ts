import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import config from '../../headwater.config.ts';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { createSqsDeadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import { consumerOf } from '../../shared/domain/definition/lookup.ts';
import { consume, type ConsumeOptions } from '../../shared/runtime/consume.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { createOutcomeCounter } from '../../shared/runtime/metrics.ts';

const { name, entities } = consumerOf(config, fromEnvironment('consumer'));
const store = createOpenSearchStore({ client: createSearchClient(fromEnvironment('searchEndpoint')) });
const options: ConsumeOptions = {
  consumer: name,
  entities: new Set(entities.map((entity) => entity.name)),
  apply: (changes) => store.apply(changes),
  deadLetters: createSqsDeadLetters(new SQSClient({}), fromEnvironment('deadLetterUrl')),
  counter: createOutcomeCounter(name),
};

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return consume(event, options);
}
