import { packChanges } from '../../shared/domain/change/pack.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { GENERATION } from './stream-records.ts';

/** A delivered event of new films. */
export function filmEvent(keys: readonly string[], director = 'Ridley Scott'): string {
  const [pack] = packChanges(
    'headwater.shop',
    new Map(),
    keys.map((key, index) => ({
      operation: 'created',
      entity: 'film',
      id: `event-${key}`,
      key,
      position: positionOf(GENERATION, String(index + 1)),
      at: '2026-11-23T18:52:07Z',
      after: { id: key, title: key, releaseDate: '1998-06-12', price: 9.99, director },
    })),
  );
  if (!pack) throw new Error('nothing was packed');
  const { source, detailType, time, detail } = pack.event;
  return JSON.stringify({ source, 'detail-type': detailType, time, detail: JSON.parse(detail) as unknown });
}
