import { ScanCommand, type DynamoDBClient, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { tableAttributes } from '../../domain/definition/attributes.ts';
import type { TableDefinition } from '../../domain/definition/headwater.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/row/json.ts';
import type { Hash } from '../../domain/row/protect.ts';
import type { ItemSource, KeyRead, SourceRow } from '../../ports/item-source.ts';
import { storedItem, type Item } from './attribute-value.ts';
import { EntityRows } from './entity-rows.ts';
import { itemKeyOf } from './item-key.ts';
import { itemName, readItems } from './read-items.ts';
import { Recogniser } from './recognise.ts';
import { rowOfItem } from './row-of-item.ts';
import { keyOfMark, scanMark } from './scan-mark.ts';
import { isThrottling, throttled } from './throttling.ts';

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

/** Reads a table with strongly consistent reads (developer guide: Scan, parallel scan). */
export function createDynamoDbItemSource(options: ItemSourceOptions): ItemSource {
  const read = rowReader(options.definition, options.hash);
  const rowsOf = ({ items, readAt }: Page): readonly SourceRow[] => items.map((item) => read(item, readAt));
  return {
    async *scan() {
      for await (const page of pages(options)) yield* rowsOf(page);
    },
    async scanPage({ segment, totalSegments }, { from, limit } = {}) {
      const page = await readPage(options, segment, {
        ...scanOf(options.tableName, segment, totalSegments),
        ...(from !== undefined && { ExclusiveStartKey: keyOfMark(from) }),
        ...(limit !== undefined && { Limit: limit }),
      });
      const { readAt, capacity, last } = page;
      return { rows: rowsOf(page), readAt, capacity, ...(last && { next: scanMark(last) }) };
    },
    read: (entity, keys) => readKeys(entity, keys, options, read),
  };
}

async function readKeys(
  name: string,
  keys: readonly string[],
  options: ItemSourceOptions,
  read: (item: Item, readAt: number) => SourceRow,
): Promise<readonly KeyRead[]> {
  const { definition, client, tableName, signal } = options;
  const entity = definition.entities.find((candidate) => candidate.name === name);
  if (!entity) throw new HeadwaterError('HW_CONFIG', `table ${definition.name} holds no entity "${name}"`);
  const readAt = Date.now();
  const asked = keys.map((key) => ({ key, itemKey: itemKeyOf(definition, entity, key) }));
  const itemKeys = asked.map(({ itemKey }) => itemKey).filter((itemKey) => typeof itemKey === 'object');
  const found = await readItems(itemKeys, { client, tableName, signal });
  return asked.map(({ key, itemKey }): KeyRead => {
    const base = { entity: name, key };
    if (itemKey === 'unreadable') return { ...base, status: 'unreadable' };
    if (itemKey === 'impossible') return { ...base, status: 'absent', readAt };
    const answer = found.get(itemName(Object.keys(itemKey), itemKey));
    if (!answer?.item) return { ...base, status: 'absent', readAt: answer?.readAt ?? readAt };
    const row = read(answer.item, answer.readAt);
    const same = row.status !== 'ignored' && row.entity === name && row.key === key;
    // An item that has become another entity is none of this one.
    return same ? { ...base, ...row, readAt: answer.readAt } : { ...base, status: 'absent', readAt: answer.readAt };
  });
}

/**
 * Turns the items of a table into rows as they are published, by the same rules as the normalizer.
 *
 * @param hash needed when a field policy of the table hashes
 */
export function rowReader(table: TableDefinition, hash?: Hash): (item: Item, readAt: number) => SourceRow {
  const recogniser = new Recogniser(table, hash);
  const known = tableAttributes(table);
  const entityRows = new Map(table.entities.map((entity) => [entity.name, new EntityRows(entity, hash)]));
  return (item, readAt) => {
    const recognised = recogniser.recognise(item);
    const keys = (): ShownKeys => {
      const shown = recogniser.shownKeys(item);
      return { keys: storedItem(shown.keys), hashed: shown.hashed };
    };
    if (!recognised) return unrecognised(table, recogniser.primaryKey(item), keys);
    const { key } = recognised;
    const entity = recognised.entity.name;
    const checked = entityRows.get(entity)?.check(key, rowOfItem(recognised, item, known));
    if (!checked) return unrecognised(table, key, keys);
    return 'reason' in checked
      ? { status: 'rejected', entity, key, reason: checked.reason, ...keys() }
      : { status: 'row', entity, key, row: checked.row, readAt };
  };
}

interface ShownKeys {
  readonly keys: JsonObject;
  readonly hashed: boolean;
}

function unrecognised(table: TableDefinition, key: string, keys: () => ShownKeys): SourceRow {
  if (table.unknownItems === 'ignore') return { status: 'ignored', key };
  const message = `table ${table.name}: no entity recognises the item ${key}`;
  return { status: 'rejected', key, reason: { code: 'HW_ENTITY_UNKNOWN', message }, ...keys() };
}

interface Page {
  readonly items: readonly Item[];
  readonly readAt: number;
  readonly capacity: number;
}

interface SegmentPage extends Page {
  readonly segment: number;
  readonly last: ScanCommandInput['ExclusiveStartKey'];
  readonly input: ScanCommandInput;
}

/** The pages of all segments, in the order they arrive. A segment's next page is asked for when its last one is taken. */
async function* pages(options: ItemSourceOptions): AsyncIterable<Page> {
  const segments = options.segments ?? 4;
  const coming = new Map<number, Promise<SegmentPage>>();
  const ask = (segment: number, input: ScanCommandInput): void => {
    const page = readPage(options, segment, input);
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
    if (page.last) ask(page.segment, { ...page.input, ExclusiveStartKey: page.last });
    yield page;
  }
}

function scanOf(tableName: string, segment: number, segments: number): ScanCommandInput {
  return {
    TableName: tableName,
    ConsistentRead: true,
    Segment: segment,
    TotalSegments: segments,
    ReturnConsumedCapacity: 'TOTAL',
  };
}

async function readPage(
  { client, signal, tableName }: ItemSourceOptions,
  segment: number,
  input: ScanCommandInput,
): Promise<SegmentPage> {
  const readAt = Date.now();
  try {
    const answer = await client.send(new ScanCommand(input), signal ? { abortSignal: signal } : {});
    const { Items: items = [], LastEvaluatedKey: last, ConsumedCapacity } = answer;
    return { items, readAt, segment, input, last, capacity: ConsumedCapacity?.CapacityUnits ?? 0 };
  } catch (error) {
    throw isThrottling(error) ? throttled(tableName, error) : error;
  }
}
