import type { Item } from '../shared/adapters/dynamodb/attribute-value.ts';
import type { StreamRecord } from '../shared/adapters/dynamodb/stream-record.ts';

const ARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/shop/stream/2026-11-01T09:00:00.000';

/** Stream records as a shop makes them: 2 of 10 films are new, 7 get another price, 1 is deleted. About 600 bytes an image. */
export function filmRecords(count: number): readonly StreamRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const before = film(index, '9.99');
    const after = film(index, '11.49');
    const images =
      index % 10 < 2
        ? { NewImage: after }
        : index % 10 < 9
          ? { OldImage: before, NewImage: after }
          : { OldImage: before };
    return {
      eventID: `c4ca4238a0b923820dcc509a6f75849${index}`,
      eventName: index % 10 < 2 ? 'INSERT' : index % 10 < 9 ? 'MODIFY' : 'REMOVE',
      eventSourceARN: ARN,
      dynamodb: {
        ApproximateCreationDateTime: 1_795_459_927,
        Keys: { pk: { S: `FILM#f${index}` }, sk: { S: 'FILM' } },
        SequenceNumber: `1${String(index).padStart(24, '0')}`,
        ...images,
      },
    };
  });
}

/** An item of the shop's table. */
export function film(index: number, price: string): Item {
  return {
    pk: { S: `FILM#f${index}` },
    sk: { S: 'FILM' },
    title: { S: `A Film That Someone Made, Part ${index}` },
    releaseDate: { S: '1998-06-12' },
    genre: { S: 'Drama' },
    creativeType: { S: 'Contemporary Fiction' },
    source: { S: 'Original Screenplay' },
    director: { S: 'Somebody Who Directs' },
    distributor: { S: 'A House of Films' },
    mpaaRating: { S: 'PG-13' },
    runningMinutes: { N: '117' },
    imdbRating: { N: '6.1' },
    imdbVotes: { N: String(1000 + index) },
    rottenTomatoes: { N: '67' },
    usGross: { N: '146083' },
    worldwideGross: { N: '146083' },
    productionBudget: { N: '8000000' },
    price: { N: price },
  };
}
