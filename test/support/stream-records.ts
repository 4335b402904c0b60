import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import type { StreamRecord } from '../../shared/adapters/dynamodb/stream-record.ts';

export const STREAM_ARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/shop/stream/2026-11-01T09:00:00.000';
export const GENERATION = '2026-11-01T09:00:00.000';
/** 2026-11-23T18:52:07Z in epoch seconds. */
export const AT = 1_795_459_927;

interface Images {
  readonly before?: Item;
  readonly after?: Item;
  readonly at?: number;
  readonly userIdentity?: unknown;
}

/** A stream record as Lambda delivers it. `sequence` becomes its SequenceNumber, 21 digits as on AWS. */
export function streamRecord(sequence: number, { before, after, at = AT, userIdentity }: Images): StreamRecord {
  const image = after ?? before ?? {};
  const Keys = Object.fromEntries(Object.entries(image).filter(([name]) => name === 'pk' || name === 'sk'));
  return {
    eventID: `event-${sequence}`,
    eventName: before && after ? 'MODIFY' : after ? 'INSERT' : 'REMOVE',
    eventSourceARN: STREAM_ARN,
    ...(userIdentity !== undefined && { userIdentity }),
    dynamodb: {
      ApproximateCreationDateTime: at,
      Keys,
      ...(before && { OldImage: before }),
      ...(after && { NewImage: after }),
      SequenceNumber: `1${String(sequence).padStart(20, '0')}`,
    },
  };
}

/** An item as the SDK takes it, and as a stream record holds it. */
export type ShopItem = Record<string, AttributeValue>;

/** A film that fits its schema. */
export function filmItem(id: string, attributes: ShopItem = {}): ShopItem {
  return {
    pk: { S: `FILM#${id}` },
    sk: { S: 'FILM' },
    title: { S: `Film ${id}` },
    releaseDate: { S: '1998-06-12' },
    price: { N: '9.99' },
    ...attributes,
  };
}

export function stockItem(filmId: string, store: string, quantity: number): ShopItem {
  return {
    pk: { S: `FILM#${filmId}` },
    sk: { S: `STOCK#${store}` },
    quantity: { N: String(quantity) },
    sold: { N: '0' },
    revenue: { N: '0' },
  };
}
