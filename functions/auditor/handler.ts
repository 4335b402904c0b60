/** Runs every hour, by a schedule. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import definition from '../../headwater.config.ts';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { createSecretsManagerKeySource } from '../../shared/adapters/secrets-manager/policy-key.ts';
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

export async function handler(_: unknown, context: Context): Promise<void> {
  const timeLeft = (): number => context.getRemainingTimeInMillis() - RESERVED_MS;
  await audit({ ...(await opened), timeLeft, audited: publishDrift });
}
