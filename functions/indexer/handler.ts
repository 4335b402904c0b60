import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import config from 'headwater:config';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { consumerOf } from '../../shared/domain/definition/lookup.ts';
import { consume, type ConsumeOptions } from '../../shared/runtime/consume.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { rejectOutlived } from '../../shared/runtime/reject-outlived.ts';
import { consumerWiring, policyOf } from '../../shared/wiring/consumer.ts';

const consumer = consumerOf(config, fromEnvironment('consumer'));
const store = createOpenSearchStore({ client: createSearchClient(fromEnvironment('searchEndpoint')) });
const underPolicy = await policyOf(consumer);
const options: ConsumeOptions = {
  ...consumerWiring(consumer),
  apply: rejectOutlived(
    config,
    underPolicy((changes) => store.apply(changes)),
  ),
};

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return consume(event, options);
}
