import type { Json } from '../../domain/row/json.ts';
import { jsonOf, type AttributeValue } from './attribute-value.ts';

/**
 * The `{ lat, lon }` of a place, however an item writes it: M `{ lat, lon }` or `{ latitude, longitude }`, L `[lon, lat]`
 * (GeoJSON's order), S `"lat,lon"` or M `{ type: 'Point', coordinates: [lon, lat] }`. What else a map holds is dropped, as in any
 * object. Whatever is no place stays plain JSON, for the validator to refuse.
 */
export function geoPointOf(value: AttributeValue): Json {
  const [lat, lon] = degreesOf(value) ?? [];
  return lat === undefined || lon === undefined ? jsonOf(value) : { lat, lon };
}

type Degrees = readonly [lat: number | undefined, lon: number | undefined];

function degreesOf({ M: map, L: list, S: text }: AttributeValue): Degrees | undefined {
  if (list?.length === 2) return [numberOf(list[1]?.N), numberOf(list[0]?.N)];
  if (text !== undefined) return spelled(text);
  if (!map) return undefined;
  const has = (...names: readonly string[]): boolean => names.every((name) => Object.hasOwn(map, name));
  if (has('lat', 'lon')) return [numberOf(map['lat']?.N), numberOf(map['lon']?.N)];
  if (has('latitude', 'longitude')) return [numberOf(map['latitude']?.N), numberOf(map['longitude']?.N)];
  return has('type', 'coordinates') && map['type']?.S === 'Point' && map['coordinates']
    ? degreesOf({ L: map['coordinates'].L })
    : undefined;
}

function spelled(text: string): Degrees | undefined {
  const parts = text.split(',');
  return parts.length === 2 ? [numberOf(parts[0]?.trim()), numberOf(parts[1]?.trim())] : undefined;
}

/** DynamoDB's numbers are wider than a double; `+ 0` makes negative zero zero. */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?(\d|\.\d)/.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number + 0 : undefined;
}
