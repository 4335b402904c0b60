import { createSecretsManagerKeySource } from '../../shared/adapters/secrets-manager/policy-key.ts';
import { keepersOf } from '../../shared/domain/consumers/keepers.ts';
import { hashes } from '../../shared/domain/definition/policy.ts';
import { hashUnder, protection, type Hash } from '../../shared/domain/row/protect.ts';
import type { SourceRow } from '../../shared/ports/item-source.ts';
import { OperationError } from '../operation-error.ts';
import type { Deployed } from '../deployed.ts';

/** How a table's rows must be looked at to compare them with a search index. */
export interface IndexedRows {
  /** What field policies hash with; undefined when none does. */
  readonly hash: Hash | undefined;
  /** The row as the policy of the entity's search consumer leaves it. */
  readonly see: (row: SourceRow) => SourceRow;
}

/** @throws OperationError when a policy hashes and the deployment has no key; HeadwaterError when it cannot be read */
export async function openIndexedRows(deployed: Deployed): Promise<IndexedRows> {
  const { tables, consumers } = deployed.definition;
  const searching = keepersOf(consumers, 'search');
  const policies = [
    ...tables.flatMap(({ entities }) => entities.map(({ policy }) => policy)),
    ...searching.flatMap(({ policy = {} }) => Object.values(policy)),
  ];
  const hash = policies.some(hashes) ? await readHash(deployed) : undefined;
  const protections = new Map(
    searching.flatMap(({ policy = {} }) =>
      Object.entries(policy).map(([entity, own]) => [entity, protection(own, hash)] as const),
    ),
  );
  return {
    hash,
    see(row) {
      const protect = row.status === 'row' ? protections.get(row.entity) : undefined;
      return row.status === 'row' && protect ? { ...row, row: protect(row.row) } : row;
    },
  };
}

async function readHash({ deployment, target, clients }: Deployed): Promise<Hash> {
  if (!deployment.policyKey) {
    throw new OperationError(
      'A field policy hashes, but the deployment has no key for it.',
      'Deploy again: it makes one.',
    );
  }
  const { secretArn } = deployment.policyKey;
  const { credentials } = clients.dynamoDb.config;
  const endpoint = target.kind === 'aws' ? undefined : target.endpoint;
  return hashUnder(await createSecretsManagerKeySource({ secretArn, endpoint, credentials }).read());
}
