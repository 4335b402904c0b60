/** Places on Earth, in the forms that an item may write them (shared/adapters/dynamodb/geo-point-of.ts). */
import { geoPointOf } from '../../shared/adapters/dynamodb/geo-point-of.ts';
import type { AttributeValue } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { hasWord } from './words.ts';

const GEO_WORDS: ReadonlySet<string> = new Set([
  'geo',
  'location',
  'position',
  'coordinates',
  'coords',
  'coordinate',
  'latlon',
  'latlng',
  'point',
  'gps',
  'place',
  'home',
]);
const FORMS = [
  ['lat', 'lon'],
  ['latitude', 'longitude'],
  ['coordinates', 'type'],
];

/** A map says by its keys that it is one; a list or a text by its name only. */
export function arePlaces(name: string, values: readonly AttributeValue[]): boolean {
  const shaped = values.every(({ M, L, S }) => {
    if (M) return FORMS.some((form) => form.join() === Object.keys(M).toSorted().join());
    return (L?.length === 2 || S !== undefined) && hasWord(name, GEO_WORDS);
  });
  return shaped && values.every((value) => isPlace(geoPointOf(value)));
}

function isPlace(point: unknown): boolean {
  if (typeof point !== 'object' || point === null || !('lat' in point) || !('lon' in point)) return false;
  const { lat, lon } = point;
  return typeof lat === 'number' && typeof lon === 'number' && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}
