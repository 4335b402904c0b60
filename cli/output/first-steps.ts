/** What a newcomer does after `up`: write a row, by our verb, by the AWS CLI, by the SDK, and find it. */
import { recordJudge } from '../../shared/adapters/dynamodb/judge-record.ts';
import { keepersOf } from '../../shared/domain/consumers/keepers.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { HeadwaterDefinition, TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { hashes, keyParts } from '../../shared/domain/definition/policy.ts';
import { EXAMPLE_WORD, exampleRow } from '../../shared/domain/row/example-row.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import type { StoredItem } from '../../shared/ports/item-writer.ts';

export interface Place {
  readonly endpoint: string;
  readonly region: string;
  /** Logical name of a table -> its physical name. */
  readonly tables: ReadonlyMap<string, string>;
}

/** @returns undefined where no entity has a row that could be made up */
export function firstSteps(definition: HeadwaterDefinition, place: Place): string | undefined {
  for (const table of definition.tables) {
    const name = place.tables.get(table.name);
    for (const entity of table.entities) {
      const made = name === undefined ? undefined : exampleItem(table, entity);
      if (made && name !== undefined) return describe(definition, entity, made, name, place);
    }
  }
  return undefined;
}

interface Made {
  readonly row: Row;
  readonly item: StoredItem;
  readonly key: string;
}

function exampleItem(table: TableDefinition, entity: Entity): Made | undefined {
  if (table.entities.some(({ policy }) => hashes(policy))) return undefined;
  const row = exampleRow(entity, keyParts(table, entity));
  const judged = recordJudge(table)(entity, row);
  return judged.status === 'row' ? { row, item: judged.item, key: judged.key } : undefined;
}

function describe(
  { consumers }: HeadwaterDefinition,
  { name }: Entity,
  { row, item, key }: Made,
  table: string,
  { endpoint, region }: Place,
): string {
  const searched = keepersOf(consumers, 'search').some(({ entities }) => entities.some((one) => one.name === name));
  const find = searched ? `npx headwater search ${name} ${EXAMPLE_WORD}` : `npx headwater get ${name} '${key}'`;
  const text = JSON.stringify(item);
  return `
Write a row:
  echo '${JSON.stringify(row)}' | npx headwater put ${name}
or its item by the AWS CLI:
  AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws dynamodb put-item --endpoint-url ${endpoint} --region ${region} --table-name ${table} --item '${text}'
or by the SDK:
  import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: '${endpoint}', region: '${region}', credentials });
  await client.send(new PutItemCommand({ TableName: '${table}', Item: ${text} }));
Find it:
  ${find}
`;
}
