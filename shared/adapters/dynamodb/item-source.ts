import { ScanCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '../../domain/definition/headwater.ts';
import type { Hash } from '../../domain/protect.ts';
import type { ItemSource, SourceRow } from '../../ports/item-source.ts';
import type { Item } from './attribute-value.ts';
import { EntityRows } from './entity-rows.ts';
import { Recogniser } from './recognise.ts';
import { rowOfItem } from './row-of-item.ts';

export interface ItemSourceOptions {
  readonly client: DynamoDBClient;
  readonly definition: TableDefinition;
  /** The table's physical name or ARN. */
  readonly tableName: string;
  /** Parts of the table that are read side by side; each holds one page (at most 1 MB) in memory. @default 4 */
  readonly segments?: number;
  readonly signal?: AbortSignal | undefined;
  /** Needed when a field policy of the table hashes. */
  readonly hash?: Hash | undefined;
}

/** Reads a table by parallel scans with strongly consistent reads (developer guide: Scan, parallel scan). */
export function createDynamoDbItemSource(options: ItemSourceOptions): ItemSource {
  const read = rowReader(options.definition, options.hash);
  return {
    async *scan() {
      for await (const { items, readAt } of pages(options)) {
        for (const item of items) yield read(item, readAt);
      }
    },
  };
}

/**
 * Turns the items of a table into rows as they are published, by the same rules as the normalizer.
 *
 * @param hash needed when a field policy of the table hashes
 */
export function rowReader(table: TableDefinition, hash?: Hash): (item: Item, readAt: number) => SourceRow {
  const recogniser = new Recogniser(table, hash);
  const entityRows = new Map(table.entities.map((entity) => [entity.name, new EntityRows(entity, hash)]));
  return (item, readAt) => {
    const recognised = recogniser.recognise(item);
    if (!recognised) return unrecognised(table, recogniser.primaryKey(item));
    const { key } = recognised;
    const entity = recognised.entity.name;
    const checked = entityRows.get(entity)?.check(key, rowOfItem(recognised, item));
    if (!checked) return unrecognised(table, key);
    return 'reason' in checked
      ? { status: 'rejected', entity, key, reason: checked.reason }
      : { status: 'row', entity, key, row: checked.row, readAt };
  };
}

function unrecognised(table: TableDefinition, key: string): SourceRow {
  if (table.unknownItems === 'ignore') return { status: 'ignored', key };
  const message = `table ${table.name}: no entity recognises the item ${key}`;
  return { status: 'rejected', key, reason: { code: 'HW_ENTITY_UNKNOWN', message } };
}

interface Page {
  readonly items: readonly Item[];
  readonly readAt: number;
}

interface SegmentPage extends Page {
  readonly segment: number;
  readonly next: ScanCommand | undefined;
}

/** The pages of all segments, in the order they arrive. A segment's next page is asked for when its last one is taken. */
async function* pages(options: ItemSourceOptions): AsyncIterable<Page> {
  const segments = options.segments ?? 4;
  const coming = new Map<number, Promise<SegmentPage>>();
  const ask = (segment: number, command: ScanCommand): void => {
    const page = readPage(options, segment, command);
    // When one segment fails the others' failures are of no interest, but must not end the process as unhandled.
    page.catch(() => undefined);
    coming.set(segment, page);
  };
  for (let segment = 0; segment < segments; segment += 1) {
    ask(segment, scanOf(options.tableName, segment, segments));
  }
  while (coming.size > 0) {
    const page = await Promise.race(coming.values());
    coming.delete(page.segment);
    if (page.next) ask(page.segment, page.next);
    yield page;
  }
}

function scanOf(tableName: string, segment: number, segments: number): ScanCommand {
  return new ScanCommand({ TableName: tableName, ConsistentRead: true, Segment: segment, TotalSegments: segments });
}

async function readPage(
  { client, signal }: ItemSourceOptions,
  segment: number,
  command: ScanCommand,
): Promise<SegmentPage> {
  const readAt = Date.now();
  const { Items = [], LastEvaluatedKey } = await client.send(command, signal ? { abortSignal: signal } : {});
  const next = LastEvaluatedKey && new ScanCommand({ ...command.input, ExclusiveStartKey: LastEvaluatedKey });
  return { items: Items, readAt, segment, next };
}
