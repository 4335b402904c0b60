/** Runs every hour, by a schedule. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import definition from 'headwater:config';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { createHistoryDeletions } from '../../shared/adapters/s3/deletions.ts';
import { createSecretsManagerKeySource } from '../../shared/adapters/secrets-manager/policy-key.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { hashForAudit } from '../../shared/runtime/policy.ts';
import { audit } from './audit.ts';
import { searchCopies } from './search-copies.ts';
import { publishDrift } from './drift-metrics.ts';

/** Kept back to publish what was found. */
const RESERVED_MS = 5_000;

const hash = await hashForAudit(definition, () =>
  createSecretsManagerKeySource({ secretArn: fromEnvironment('policyKey') }),
);
const store = createOpenSearchStore({ client: createSearchClient(fromEnvironment('searchEndpoint')) });
const opened = searchCopies({ definition, store, client: new DynamoDBClient({}), hash });

const archived = new Set(analyticsEntities(definition).map(({ name }) => name));
const deletions =
  archived.size > 0
    ? createHistoryDeletions({ client: createS3Client(), bucket: fromEnvironment('analyticsBucket'), now: Date.now })
    : undefined;

export async function handler(_: unknown, context: Context): Promise<void> {
  const timeLeft = (): number => context.getRemainingTimeInMillis() - RESERVED_MS;
  await audit({ ...(await opened), deletions, timeLeft, audited: publishDrift });
}
