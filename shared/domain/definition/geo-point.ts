import Type from 'typebox';
import { mistaken } from './field-options.ts';
import { CLOSED, traitsOf, type Field, type FieldOptions } from './field.ts';

/** Degrees: `lat` from -90 to 90, `lon` from -180 to 180. */
export interface GeoPoint {
  readonly lat: number;
  readonly lon: number;
}

/**
 * A place on Earth, `{ lat, lon }` in the row. An item may write it in any of the forms that OpenSearch takes
 * (adapters/dynamodb/geo-point-of.ts).
 *
 * @example optional(geoPoint()) // M { latitude: 48.86, longitude: 2.35 } -> { lat: 48.86, lon: 2.35 }
 */
export function geoPoint(options: FieldOptions = {}): Field<GeoPoint> {
  const wrong = mistaken('geoPoint', options);
  if (wrong) return wrong;
  const fields = { lat: degrees(90), lon: degrees(180) };
  const column = { kind: 'struct', fields: { lat: { kind: 'double' }, lon: { kind: 'double' } } } as const;
  const { headwater, ...described } = traitsOf('geo-point', options, { type: 'geo_point' }, column);
  const inner = { lat: fields.lat.headwater, lon: fields.lon.headwater };
  const traits = { ...CLOSED, ...described, headwater: { ...headwater, fields: inner } };
  return Type.Object(fields, traits) as unknown as Field<GeoPoint>;
}

/** OpenSearch reads a list in a list of places as degrees, and refuses a document with null among them. */
export function geoPointProblems(where: string, field: Field): string[] {
  const { kind, search } = field.headwater;
  if (kind !== 'list' || search === false || search['type'] !== 'geo_point') return [];
  const { items } = field as Field & { readonly items?: Field };
  if (items?.headwater.kind === 'geo-point' && !('anyOf' in items)) return [];
  return [
    `${where}: OpenSearch takes neither null nor a list within a list of places: declare list(geoPoint()), or { search: false }`,
  ];
}

function degrees(limit: number): Field<number> {
  const traits = traitsOf('double', {}, { type: 'double' }, { kind: 'double' });
  return Type.Number({ minimum: -limit, maximum: limit, ...traits }) as unknown as Field<number>;
}
