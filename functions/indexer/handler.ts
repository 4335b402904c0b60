import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import config from 'headwater:config';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { createS3VoidedChanges } from '../../shared/adapters/s3/voided-changes.ts';
import { consumerOf } from '../../shared/domain/definition/lookup.ts';
import { consume, type ConsumeOptions } from '../../shared/runtime/consume.ts';
import { ENVIRONMENT, fromEnvironment } from '../../shared/runtime/environment.ts';
import { leaveOutVoided } from '../../shared/runtime/leave-out-voided.ts';
import { createLog } from '../../shared/runtime/log.ts';
import type { Apply } from '../../shared/runtime/prepare.ts';
import { rejectOutlived } from '../../shared/runtime/reject-outlived.ts';
import { consumerWiring, policyOf } from '../../shared/wiring/consumer.ts';

const consumer = consumerOf(config, fromEnvironment('consumer'));
const store = createOpenSearchStore({ client: createSearchClient(fromEnvironment('searchEndpoint')) });
const underPolicy = await policyOf(consumer);
const log = createLog(consumer.name);
const bucket = process.env[ENVIRONMENT.analyticsBucket];
/** Without an analytics copy nothing is ever voided. */
const withoutVoided = (apply: Apply): Apply =>
  bucket === undefined
    ? apply
    : leaveOutVoided(createS3VoidedChanges(createS3Client(), bucket), apply, {
        onUnknown: (error) => log.error('voided changes unknown', { error: String(error) }),
      });
const options: ConsumeOptions = {
  ...consumerWiring(consumer),
  apply: rejectOutlived(config, withoutVoided(underPolicy((changes) => store.apply(changes)))),
};

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return consume(event, options);
}
