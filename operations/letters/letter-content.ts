import type { StreamRecord } from '../../shared/adapters/dynamodb/stream-record.ts';
import { Recogniser } from '../../shared/adapters/dynamodb/recognise.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { readEvent } from '../../shared/runtime/delivered-event.ts';
import { HIDDEN } from './hidden-keys.ts';
import type { RowName } from './letter.ts';

/** Names the rows that a letter is about, by the definition's own rules. */
export interface RowNames {
  ofEvent(body: string): readonly RowName[];
  ofRecords(records: readonly StreamRecord[], table: string | undefined): readonly RowName[];
}

export function rowNames(tables: readonly TableDefinition[]): RowNames {
  const recognisers = new Map(tables.map((table) => [table.name, new Recogniser(table, HIDDEN)]));
  return {
    ofEvent(body) {
      const read = readEvent(body);
      return read.status === 'event' ? read.changes.map(({ entity, key }) => ({ entity, key })) : [];
    },
    ofRecords(records, table) {
      const recogniser = recognisers.get(table ?? '');
      if (!recogniser) return [];
      return records.map(({ dynamodb }) => {
        const image = dynamodb?.NewImage ?? dynamodb?.OldImage ?? dynamodb?.Keys ?? {};
        const recognised = recogniser.recognise(image);
        return recognised
          ? { entity: recognised.entity.name, key: recognised.key }
          : { entity: undefined, key: recogniser.primaryKey(image) };
      });
    },
  };
}

/** The stream record of a rejected letter. @returns undefined when the body holds none */
export function recordIn(body: string): StreamRecord | undefined {
  const value = parse(body);
  return isObject(value) && isObject(value.dynamodb) ? value : undefined;
}

/** What Lambda writes when it gives up on a stream batch (Lambda developer guide, services-dynamodb-errors). */
export interface SetAside {
  readonly condition: string;
  readonly invocations: number;
  readonly streamArn: string;
  /** Empty when the object does not carry them: nothing of it can be sent again. */
  readonly records: readonly StreamRecord[];
}

/** @returns undefined when the text is no such object */
export function setAsideIn(body: string): SetAside | undefined {
  const value = parse(body);
  if (!isObject(value) || !isObject(value.requestContext) || !isObject(value.DDBStreamBatchInfo)) return undefined;
  const { condition, approximateInvokeCount } = value.requestContext;
  // The guide calls it the "entire invocation record"; it is text holding the invocation's event.
  const payload = typeof value.payload === 'string' ? parse(value.payload) : value.payload;
  const records: unknown = isObject(payload) ? payload.Records : undefined;
  return {
    condition: typeof condition === 'string' ? condition : 'unknown condition',
    invocations: Number(approximateInvokeCount) || 0,
    streamArn: typeof value.DDBStreamBatchInfo.streamArn === 'string' ? value.DDBStreamBatchInfo.streamArn : '',
    records: Array.isArray(records) ? (records as StreamRecord[]) : [],
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
