/** The tables that `put`, `delete` and `seed` write, opened. */
import { createDynamoDbItemWriter } from '../../shared/adapters/dynamodb/item-writer.ts';
import { recordJudge } from '../../shared/adapters/dynamodb/judge-record.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import type { Hash } from '../../shared/domain/row/protect.ts';
import type { ItemWriter, JudgeRecord } from '../../shared/ports/item-writer.ts';
import { CommandError } from '../errors.ts';
import type { DeployedSession } from './session.ts';

export interface WrittenTable {
  readonly judge: JudgeRecord;
  readonly writer: ItemWriter;
}

/** @throws CommandError when the definition's table is not deployed */
export function openWrittenTable(
  { clients, deployment, signal }: DeployedSession,
  table: TableDefinition,
  hash: Hash | undefined,
): WrittenTable {
  const tableName = deployment.tables.find(({ name }) => name === table.name)?.physicalName;
  if (tableName === undefined) {
    throw new CommandError(
      `The table ${table.name} is not deployed yet.`,
      'Deploy: npx headwater up, or npx cdk deploy.',
    );
  }
  const writer = createDynamoDbItemWriter({ client: clients.dynamoDb, definition: table, tableName, signal });
  return { judge: recordJudge(table, hash), writer };
}

/** On AWS what changes something is dry without --yes; a cloud on this machine is there to be written to. */
export function isDry(
  { target }: Pick<DeployedSession, 'target'>,
  { yes, dryRun }: { readonly yes?: boolean | undefined; readonly dryRun?: boolean | undefined },
): boolean {
  return dryRun === true || (target.kind === 'aws' && yes !== true);
}
