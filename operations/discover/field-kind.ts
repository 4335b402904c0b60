/** The fields of items, or of maps within them: which kind takes all values of an attribute. */
import { base64, membersOf, type AttributeValue, type Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { own } from '../../shared/domain/own.ts';
import { isClosedSet, valuesOf } from './enumerations.ts';
import { innerNames } from './field-names.ts';
import type { FoundField, FoundKind } from './found.ts';
import { haveFreeKeys } from './free-keys.ts';
import { arePlaces } from './geo.ts';
import { numberKind } from './number-kind.ts';
import { textKind, type Judged } from './text-kind.ts';

export interface Place {
  /** The attribute's name; that of a list for its elements. */
  readonly name: string;
  readonly timeToLive: string | undefined;
  readonly enumerations: boolean;
  /** How many objects it lies in. */
  readonly depth: number;
  /** Words of people that are names elsewhere in the items. */
  readonly people: ReadonlySet<string>;
}

/** Deeper than this nobody declares fields; OpenSearch takes 19. */
const DEEPEST = 8;
/** Of one value of free keys, the search index takes some 32,000 bytes. */
const LARGEST_FREE = 30_000;

/** @param values neither null nor missing */
export function fieldKind(place: Place, values: readonly AttributeValue[]): Judged {
  const { name } = place;
  if (values.length === 0) return judged('json', 'Doubt: it was null in every item of the sample.');
  const types = [...new Set(values.map(typeOf))].toSorted().join();
  if (arePlaces(name, values)) return judged('geoPoint');
  switch (types) {
    case 'S':
      return ofTexts(place, values);
    case 'N':
      return numberKind(
        name,
        values.map(({ N }) => N ?? ''),
        place.depth === 0 && place.timeToLive === name,
      );
    case 'N,S':
      return mixed(values);
    case 'BOOL':
      return judged('boolean');
    case 'B':
      return judged('binary');
    case 'M':
      return ofMaps(place, values);
    case 'L':
    case 'SS':
    case 'NS':
    case 'BS':
    case 'L,SS':
    case 'L,NS':
    case 'BS,L':
      return ofLists(place, values);
    default:
      return judged('json', `Doubt: values of different types (${types}).`);
  }
}

function judged(kind: 'json' | 'geoPoint' | 'boolean' | 'binary' | 'map', ...notes: readonly string[]): Judged {
  return { kind: { kind }, notes };
}

function typeOf(value: AttributeValue): string {
  const types = ['S', 'N', 'BOOL', 'M', 'L', 'SS', 'NS', 'B', 'BS'] as const;
  return types.find((type) => value[type] !== undefined) ?? 'unknown';
}

function ofTexts({ name, enumerations }: Place, values: readonly AttributeValue[]): Judged {
  const texts = values.map(({ S }) => S ?? '');
  const found = textKind(name, texts);
  if (found.kind.kind !== 'keyword' || !isClosedSet(name, texts)) return found;
  if (enumerations) return { kind: { kind: 'enumeration', values: valuesOf(texts) }, notes: found.notes };
  return { ...found, notes: [...found.notes, `${new Set(texts).size} different values: perhaps an enumeration().`] };
}

function mixed(values: readonly AttributeValue[]): Judged {
  const numbers = values.filter(({ N }) => N !== undefined).length;
  const note = `Doubt: ${numbers} of ${values.length} are numbers, the others are text. Numbers become their text.`;
  return { kind: { kind: 'keyword', coerce: true }, notes: [note] };
}

function ofMaps(place: Place, values: readonly AttributeValue[]): Judged {
  const maps = values.map(({ M }) => M ?? {});
  if (haveFreeKeys(maps) || attributesOf(maps).some((key) => place.people.has(key.toLowerCase()))) {
    const large = maps.some((map) => Buffer.byteLength(JSON.stringify(map, bytesAsText)) > LARGEST_FREE);
    return judged(large ? 'json' : 'map', freeKeysNote(maps));
  }
  if (place.depth >= DEEPEST) return judged('json', 'It lies too deep to declare its fields.');
  const fields = foundFields(maps, { ...place, depth: place.depth + 1 });
  return { kind: { kind: 'object', fields }, notes: [] };
}

const KEYS_DIFFER = 'Doubt: its keys differ from item to item, so they are taken for data.';
const KEYS_LIKE_DATA = 'Doubt: its keys look like data, such as names of people, days or ids.';

const EMPTY = 'Doubt: its maps were empty in every item of the sample.';

function freeKeysNote(maps: readonly Item[]): string {
  if (attributesOf(maps).length === 0) return EMPTY;
  return new Set(maps.map((map) => Object.keys(map).toSorted().join('\0'))).size === 1 ? KEYS_LIKE_DATA : KEYS_DIFFER;
}

function bytesAsText(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? base64(value) : value;
}

function ofLists(place: Place, values: readonly AttributeValue[]): Judged {
  const elements = values.flatMap((value) => value.L ?? membersOf(value) ?? []);
  const there = elements.filter(({ NULL }) => !NULL);
  if (there.length === 0) {
    return {
      kind: listOf({ kind: 'json' }, false),
      notes: ['Doubt: its lists were empty in every item of the sample.'],
    };
  }
  const { kind, notes } = fieldKind(place, there);
  const nulls = there.length < elements.length;
  // OpenSearch takes neither null nor lists among places.
  const element: FoundKind = kind.kind === 'geoPoint' && nulls ? { kind: 'json' } : kind;
  return { kind: listOf(element, nulls), notes };
}

function listOf(element: FoundKind, nulls: boolean): FoundKind {
  // json() takes null as it is.
  return { kind: 'list', element, nulls: nulls && element.kind !== 'json' };
}

/** The attributes in the order in which they are first seen. */
export function attributesOf(items: readonly Item[]): readonly string[] {
  return [...new Set(items.flatMap((item) => Object.keys(item)))];
}

/** The fields of maps. */
export function foundFields(maps: readonly Item[], place: Place): readonly FoundField[] {
  const attributes = attributesOf(maps);
  const names = innerNames(attributes);
  return attributes.map((attribute) => foundField(maps, attribute, names.get(attribute) ?? attribute, place));
}

/** @param name the field's, in the row */
export function foundField(items: readonly Item[], attribute: string, name: string, place: Place): FoundField {
  const values = items.flatMap((item): AttributeValue[] => {
    const value = own(item, attribute);
    return value === undefined || value.NULL ? [] : [value];
  });
  const { kind, notes } = fieldKind({ ...place, name: attribute }, values);
  const optional = values.length < items.length;
  return {
    name,
    attribute,
    kind,
    optional,
    notes: [...(optional ? [missingNote(items, attribute, values.length)] : []), ...notes],
  };
}

function missingNote(items: readonly Item[], attribute: string, there: number): string {
  const nulls = items.filter((item) => own(item, attribute)?.NULL).length;
  return `In ${there} of ${items.length}${nulls > 0 ? `, null in ${nulls}` : ''}.`;
}
