import { createDynamoDbBackfillJobs } from '../../shared/adapters/dynamodb/backfill-jobs.ts';
import { createDynamoDbItemSource } from '../../shared/adapters/dynamodb/item-source.ts';
import { createSqsDeadLetters } from '../../shared/adapters/sqs/dead-letters.ts';
import { viewOf } from '../../shared/domain/change/view.ts';
import type { BackfillJobs } from '../../shared/ports/backfill-jobs.ts';
import type { DeadLetters } from '../../shared/ports/dead-letters.ts';
import type { ItemSource } from '../../shared/ports/item-source.ts';
import type { RowTarget } from '../../shared/runtime/send-rows.ts';
import { openIndexedRows } from '../cloud/indexed-rows.ts';
import { sendToBus, sendToConsumer } from '../cloud/senders.ts';
import type { DeployedSession } from '../cloud/session.ts';
import { CommandError } from '../errors.ts';
import type { BackfillPlan } from './plan.ts';

/** What a backfill works with. */
export interface BackfillPorts {
  readonly source: ItemSource;
  readonly targets: readonly RowTarget[];
  readonly rejected: DeadLetters;
  readonly jobs: BackfillJobs;
  readonly physicalName: string;
}

/** @throws CommandError when the table or what keeps jobs is not deployed */
export async function openBackfill(session: DeployedSession, plan: BackfillPlan): Promise<BackfillPorts> {
  const { clients, deployment } = session;
  const table = deployment.tables.find(({ name }) => name === plan.table);
  const normalizer = deployment.normalizers.find((one) => one.table === plan.table);
  if (!table || !normalizer) throw new CommandError(`Table "${plan.table}" is not deployed.`, 'Deploy first.');
  const { hash } = await openIndexedRows(session);
  const options = { client: clients.dynamoDb, definition: plan.definition, hash };
  return {
    source: createDynamoDbItemSource({ ...options, tableName: table.physicalName }),
    targets: targetsOf(session, plan),
    rejected: createSqsDeadLetters(clients.sqs, normalizer.rejectedQueueUrl),
    jobs: openJobs(session),
    physicalName: table.physicalName,
  };
}

/** @throws CommandError */
export function openJobs({ clients, deployment }: DeployedSession): BackfillJobs {
  if (!deployment.backfill) {
    throw new CommandError('This deployment has no table that keeps how far a backfill came.', 'Deploy again.');
  }
  return createDynamoDbBackfillJobs({ client: clients.dynamoDb, tableName: deployment.backfill.jobsTable });
}

function targetsOf(session: DeployedSession, { table, consumers, reached }: BackfillPlan): readonly RowTarget[] {
  if (consumers.length === 0) return [sendToBus(session, table)];
  return reached.map((consumer) => ({
    ...sendToConsumer(session, table, consumer.name),
    view: viewOf(consumer.filters),
    entities: new Set(consumer.entities.map(({ name }) => name)),
  }));
}
