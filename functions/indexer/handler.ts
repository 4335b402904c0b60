import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import config from 'headwater:config';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { createS3VoidedChanges } from '../../shared/adapters/s3/voided-changes.ts';
import { createSecretsManagerKeySource } from '../../shared/adapters/secrets-manager/policy-key.ts';
import { createSqsDeadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import { createSqsRedelivery } from '../../shared/adapters/sqs/redelivery.ts';
import { consumerOf } from '../../shared/domain/definition/lookup.ts';
import { liftTo } from '../../shared/domain/lift.ts';
import { viewOf } from '../../shared/domain/view.ts';
import { deferredClaims } from '../../shared/runtime/claim-check.ts';
import { consume, type ConsumeOptions } from '../../shared/runtime/consume.ts';
import { ENVIRONMENT, fromEnvironment } from '../../shared/runtime/environment.ts';
import { leaveOutVoided } from '../../shared/runtime/leave-out-voided.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createOutcomeCounter } from '../../shared/runtime/metrics.ts';
import { hashForConsumer, underPolicy } from '../../shared/runtime/policy.ts';
import type { Apply } from '../../shared/runtime/prepare.ts';
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
const log = createLog(name);
const bucket = process.env[ENVIRONMENT.analyticsBucket];
/** Without an analytics copy nothing is ever voided. */
const withoutVoided = (apply: Apply): Apply =>
  bucket === undefined
    ? apply
    : leaveOutVoided(createS3VoidedChanges(createS3Client(), bucket), apply, {
        onUnknown: (error) => log.error('voided changes unknown', { error: String(error) }),
      });
const options: ConsumeOptions = {
  consumer: name,
  entities: new Set(entities.map((entity) => entity.name)),
  lift: liftTo(entities),
  view: viewOf(filters),
  apply: rejectOutlived(config, withoutVoided(underPolicy(consumer, hash, (changes) => store.apply(changes)))),
  claims,
  deadLetters: createSqsDeadLetters(sqs, fromEnvironment('deadLetterUrl')),
  redelivery: createSqsRedelivery(sqs, fromEnvironment('bufferUrl')),
  counter: createOutcomeCounter(name),
};

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return consume(event, options);
}
