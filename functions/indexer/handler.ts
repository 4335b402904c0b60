import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import config from '../../headwater.config.ts';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { createSqsDeadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import { createSqsRedelivery } from '../../shared/adapters/sqs/redelivery.ts';
import { consumerOf } from '../../shared/domain/definition/lookup.ts';
import { liftTo } from '../../shared/domain/lift.ts';
import { viewOf } from '../../shared/domain/view.ts';
import { consume, type ConsumeOptions } from '../../shared/runtime/consume.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { createOutcomeCounter } from '../../shared/runtime/metrics.ts';
import { rejectOutlived } from '../../shared/runtime/reject-outlived.ts';

const { name, entities, filters } = consumerOf(config, fromEnvironment('consumer'));
const store = createOpenSearchStore({ client: createSearchClient(fromEnvironment('searchEndpoint')) });
const sqs = new SQSClient({});
const options: ConsumeOptions = {
  consumer: name,
  entities: new Set(entities.map((entity) => entity.name)),
  lift: liftTo(entities),
  view: viewOf(filters),
  apply: rejectOutlived(config, (changes) => store.apply(changes)),
  deadLetters: createSqsDeadLetters(sqs, fromEnvironment('deadLetterUrl')),
  redelivery: createSqsRedelivery(sqs, fromEnvironment('bufferUrl')),
  counter: createOutcomeCounter(name),
};

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return consume(event, options);
}
