import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import config from 'headwater:config';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { consumerOf } from '../../shared/domain/definition/lookup.ts';
import { consume, type ConsumeOptions } from '../../shared/runtime/consume.ts';
import { deferred } from '../../shared/runtime/deferred.ts';
import { ENVIRONMENT, fromEnvironment } from '../../shared/runtime/environment.ts';
import { leaveOutVoided } from '../../shared/runtime/leave-out-voided.ts';
import type { Apply } from '../../shared/runtime/prepare.ts';
import { rejectOutlived } from '../../shared/runtime/reject-outlived.ts';
import { consumerWiring, policyOf } from '../../shared/wiring/consumer.ts';

const consumer = consumerOf(config, fromEnvironment('consumer'));
const store = createOpenSearchStore({ client: createSearchClient(fromEnvironment('searchEndpoint')) });
const underPolicy = await policyOf(consumer);
const bucket = process.env[ENVIRONMENT.analyticsBucket];
/** Without an analytics copy nothing is ever voided. */
function withoutVoided(apply: Apply): Apply {
  if (bucket === undefined) return apply;
  const records = deferred(async () => {
    const { createS3VoidedChanges } = await import('../../shared/adapters/s3/voided-changes.ts');
    return createS3VoidedChanges(bucket);
  });
  const voided = { of: async (entity: string) => (await records()).of(entity) };
  const onUnknown = async (error: unknown): Promise<void> => {
    const { createLog } = await import('../../shared/runtime/log.ts');
    createLog(consumer.name).error('voided changes unknown', { error: String(error) });
  };
  return leaveOutVoided(voided, apply, { onUnknown });
}

const options: ConsumeOptions = {
  ...consumerWiring(consumer),
  apply: rejectOutlived(config, withoutVoided(underPolicy((changes) => store.apply(changes)))),
};

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return consume(event, options);
}
