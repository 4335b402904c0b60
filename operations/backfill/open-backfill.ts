import { createDynamoDbBackfillJobs } from '../../shared/adapters/dynamodb/backfill-jobs.ts';
import { createDynamoDbItemSource } from '../../shared/adapters/dynamodb/item-source.ts';
import { createSqsDeadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import { viewOf } from '../../shared/domain/change/view.ts';
import type { BackfillJobs } from '../../shared/ports/backfill-jobs.ts';
import type { DeadLetters } from '../../shared/ports/dead-letters.ts';
import type { ItemSource } from '../../shared/ports/item-source.ts';
import type { RowTarget } from '../../shared/runtime/send-rows.ts';
import { openIndexedRows } from '../deployment/indexed-rows.ts';
import { sendToBus, sendToConsumer } from '../deployment/senders.ts';
import type { Deployed } from '../deployed.ts';
import { OperationError } from '../operation-error.ts';
import type { BackfillPlan } from './plan.ts';

/** What a backfill works with. */
export interface BackfillPorts {
  readonly source: ItemSource;
  readonly targets: readonly RowTarget[];
  readonly rejected: DeadLetters;
  readonly jobs: BackfillJobs;
  readonly physicalName: string;
}

/** @throws OperationError when the table or what keeps jobs is not deployed */
export async function openBackfill(deployed: Deployed, plan: BackfillPlan): Promise<BackfillPorts> {
  const { clients, deployment } = deployed;
  const table = deployment.tables.find(({ name }) => name === plan.table);
  const normalizer = deployment.normalizers.find((one) => one.table === plan.table);
  if (!table || !normalizer) throw new OperationError(`Table "${plan.table}" is not deployed.`, 'Deploy first.');
  const { hash } = await openIndexedRows(deployed);
  const options = { client: clients.dynamoDb, definition: plan.definition, hash };
  return {
    source: createDynamoDbItemSource({ ...options, tableName: table.physicalName }),
    targets: targetsOf(deployed, plan),
    rejected: createSqsDeadLetters(clients.sqs, normalizer.rejectedQueueUrl),
    jobs: openJobs(deployed),
    physicalName: table.physicalName,
  };
}

/** @throws OperationError */
export function openJobs({ clients, deployment }: Deployed): BackfillJobs {
  if (!deployment.backfill) {
    throw new OperationError('This deployment has no table that keeps how far a backfill came.', 'Deploy again.');
  }
  return createDynamoDbBackfillJobs({ client: clients.dynamoDb, tableName: deployment.backfill.jobsTable });
}

function targetsOf(deployed: Deployed, { table, consumers, reached }: BackfillPlan): readonly RowTarget[] {
  if (consumers.length === 0) return [sendToBus(deployed, table)];
  return reached.map((consumer) => ({
    ...sendToConsumer(deployed, table, consumer.name),
    view: viewOf(consumer.filters),
    entities: new Set(consumer.entities.map(({ name }) => name)),
  }));
}
