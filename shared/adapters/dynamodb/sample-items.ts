/** Reads some items of a table, from many places of it: a scan from its beginning would be one partition's. */
import { ScanCommand, type AttributeValue as StoredValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';
import { isThrottling, throttled } from './throttling.ts';

export interface SampleOptions {
  readonly client: DynamoDBClient;
  /** Name or ARN. */
  readonly tableName: string;
  /** So many items, when there are as many. */
  readonly items: number;
  /** Read units (RCU) after which no further page is asked for; a page takes at most 128 (1 MB, eventually consistent). */
  readonly mostUnits: number;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((items: number, units: number) => void) | undefined;
}

export interface Sample {
  readonly items: readonly Item[];
  readonly units: number;
  /** Whether the units ended before the items that were asked for. */
  readonly cut: boolean;
}

/** A page has about so many items: the sample is of that many fewer places. */
const PAGE = 40;
const MOST_SEGMENTS = 100;

/**
 * A page of each segment, one after another, then the next page of each that has one, until there are enough. Reads are
 * eventually consistent: half the price (developer guide, Read consistency).
 */
export async function sampleItems(options: SampleOptions): Promise<Sample> {
  const { items: wanted, mostUnits, progress } = options;
  const segments = Math.max(1, Math.min(MOST_SEGMENTS, Math.ceil(wanted / PAGE)));
  const limit = Math.ceil(wanted / segments);
  const items: Item[] = [];
  let units = 0;
  let places: readonly Place[] = Array.from({ length: segments }, (_, segment) => ({ segment }));
  while (places.length > 0) {
    const next: Place[] = [];
    for (const place of places) {
      if (items.length >= wanted) return { items, units, cut: false };
      if (units >= mostUnits) return { items, units, cut: true };
      const page = await readPage(options, place, segments, Math.min(limit, wanted - items.length));
      items.push(...page.items);
      units += page.units;
      if (page.from) next.push({ segment: place.segment, from: page.from });
      progress?.(items.length, units);
    }
    places = next;
  }
  return { items, units, cut: false };
}

interface Place {
  readonly segment: number;
  readonly from?: Record<string, StoredValue>;
}

async function readPage({ client, tableName, signal }: SampleOptions, place: Place, segments: number, limit: number) {
  const input = {
    TableName: tableName,
    Segment: place.segment,
    TotalSegments: segments,
    Limit: limit,
    ReturnConsumedCapacity: 'TOTAL',
    ...(place.from && { ExclusiveStartKey: place.from }),
  } as const;
  try {
    const answer = await client.send(new ScanCommand(input), signal ? { abortSignal: signal } : {});
    const { Items: items = [], LastEvaluatedKey: from, ConsumedCapacity } = answer;
    return { items, from, units: ConsumedCapacity?.CapacityUnits ?? 0 };
  } catch (error) {
    throw isThrottling(error) ? throttled(tableName, error) : error;
  }
}
