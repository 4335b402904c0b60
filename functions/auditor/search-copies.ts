import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDbItemSource } from '../../shared/adapters/dynamodb/item-source.ts';
import { mappings } from '../../shared/dialects/opensearch/mapping.ts';
import { unfitFor } from '../../shared/dialects/opensearch/unfit.ts';
import { keepersOf } from '../../shared/domain/consumers/keepers.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { tombstonesNeededSince } from '../../shared/domain/retention/tombstone-retention.ts';
import type { Hash } from '../../shared/domain/row/protect.ts';
import type { SearchStore } from '../../shared/ports/search-store.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import type { Copy } from '../../shared/runtime/verify/copy.ts';
import { expectedBy } from '../../shared/runtime/verify/expected-row.ts';
import type { AuditedTable } from './audit.ts';
import { own } from '../../shared/domain/own.ts';

export interface SearchCopies {
  readonly definition: HeadwaterDefinition;
  readonly store: SearchStore;
  readonly client: DynamoDBClient;
  readonly hash: Hash | undefined;
}

/** What the search consumers keep, and the tables that they keep it of: the analytics copy is compared by the command line. */
export async function searchCopies({ definition, store, client, hash }: SearchCopies): Promise<{
  readonly copies: readonly Copy[];
  readonly tables: readonly AuditedTable[];
}> {
  const physical = JSON.parse(fromEnvironment('auditedTables')) as Readonly<Record<string, string>>;
  const generations = new Map<string, string>();
  const tables: AuditedTable[] = [];
  for (const table of definition.tables) {
    const tableName = own(physical, table.name);
    if (tableName === undefined) continue;
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    const entities = new Set(table.entities.map(({ name }) => name));
    const source = createDynamoDbItemSource({ client, definition: table, tableName, hash });
    tables.push({ ...source, entities, items: Table?.ItemCount ?? 0 });
    for (const entity of entities) generations.set(entity, Table?.LatestStreamLabel ?? '');
  }
  const copies = keepersOf(definition.consumers, 'search').flatMap((consumer) =>
    consumer.entities.map((declared): Copy => {
      const { name: entity } = declared;
      const generation = generations.get(entity) || undefined;
      const filtered = consumer.filters !== undefined && Object.hasOwn(consumer.filters, entity);
      return {
        consumer: consumer.name,
        entity,
        store,
        unfit: unfitFor(declared, mappings(declared).properties),
        expects: expectedBy(consumer, entity, hash),
        generation,
        // Whether a deleted row was in a view once is more than a sample can tell: that is for verify.
        ...(!filtered && { tombstonesSince: tombstonesNeededSince(definition, Date.now()) ?? 0 }),
      };
    }),
  );
  return { copies, tables };
}
