/** Single-table designs that nobody thought of: one to five entities, keys composed of words and of many kinds of value. */
import fc from 'fast-check';
import { FEWEST_ITEMS, type SampledTable } from '../../operations/discover/sampled-table.ts';
import type { AttributeValue, Item } from '../../shared/adapters/dynamodb/attribute-value.ts';

export interface Design {
  readonly kinds: readonly Kind[];
  readonly items: readonly Item[];
}

interface Kind {
  readonly word: string;
  readonly pk: readonly Segment[];
  readonly sk: readonly Segment[];
  readonly type: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly count: number;
}

/** What stands in a segment of a key. */
type Segment =
  'word' | 'TENANT' | 'tenant' | 'INFO' | 'id' | 'number' | 'mail' | 'uuid' | 'day' | 'instant' | 'status' | 'name';
type Attribute = 'email' | 'name' | 'amount' | 'createdAt' | 'status' | 'title' | 'id' | 'note' | 'own' | 'other';

const WORDS = ['USER', 'ORDER', 'SHOP', 'INVOICE', 'DEVICE', 'DIAGNOSIS', 'event', 'team'] as const;
const FIRST = ['Zaphod', 'Ermintrude', 'Bartholomew', 'Wilhelmina', 'Thaddeus', 'Philippa'];
const LAST = ['Quackenbush', 'Featherstone', 'Wigglesworth', 'Throckmorton', 'Bumblethorpe'];
const TENANTS = ['acme', 'globex', 'initech', 'umbrella'];

const PARTITIONS: readonly (readonly Segment[])[] = [
  ['word', 'id'],
  ['word', 'uuid'],
  ['word', 'mail'],
  ['word', 'number'],
  ['TENANT', 'tenant'],
  ['TENANT', 'tenant', 'word', 'id'],
  ['word', 'tenant', 'mail'],
  ['mail'],
  ['uuid'],
  ['word'],
];
const SORTS: readonly (readonly Segment[])[] = [
  ['INFO'],
  ['word'],
  ['word', 'id'],
  ['word', 'mail'],
  ['word', 'day', 'number'],
  ['word', 'status', 'number'],
  ['day', 'word', 'number'],
  ['word', 'instant'],
  ['instant'],
  ['day', 'number'],
  ['status', 'uuid'],
  ['uuid'],
  ['word', 'name', 'number'],
  ['id', 'word', 'uuid'],
];
const ATTRIBUTES: readonly Attribute[] = [
  'email',
  'name',
  'amount',
  'createdAt',
  'status',
  'title',
  'id',
  'note',
  'own',
  'other',
];

const kindOf = (word: string, type: string | undefined): fc.Arbitrary<Kind> =>
  fc.record({
    word: fc.constant(word),
    pk: fc.constantFrom(...PARTITIONS),
    sk: fc.constantFrom(...SORTS),
    type: fc.constant(type),
    attributes: fc.subarray([...ATTRIBUTES], { minLength: 1 }),
    count: fc.integer({ min: 6, max: 24 }),
  });

export const drawnDesign: fc.Arbitrary<Design> = fc
  .record({
    words: fc.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 5 }),
    type: fc.constantFrom(undefined, 'type', '_et'),
    seed: fc.nat(10_000),
  })
  .chain(({ words, type, seed }) =>
    fc
      .tuple(...words.map((word) => kindOf(word, type)))
      .map((kinds): Design => ({ kinds, items: itemsOf(kinds, seed) })),
  );

/** A key is one item's, and what one or two items have is no kind. */
function itemsOf(kinds: readonly Kind[], seed: number): readonly Item[] {
  const all = kinds.flatMap((kind, at) =>
    Array.from({ length: kind.count }, (_, index) => ({ at, item: itemOf(kind, { index: index + at * 100, seed }) })),
  );
  const own = [...new Map(all.map((one) => [`${one.item['pk']?.S ?? ''} ${one.item['sk']?.S ?? ''}`, one])).values()];
  return [...Map.groupBy(own, ({ at }) => at).values()]
    .filter(({ length }) => length >= FEWEST_ITEMS)
    .flatMap((same) => same.map(({ item }) => item));
}

interface Seeded {
  readonly index: number;
  readonly seed: number;
}

function itemOf(kind: Kind, at: Seeded): Item {
  const key = (segments: readonly Segment[]): AttributeValue => ({
    S: segments.map((segment) => segmentOf(segment, kind, at)).join('#'),
  });
  const own = kind.attributes.map((name): [string, AttributeValue] => [
    name === 'own' ? `${kind.word.toLowerCase()}Code` : name,
    valueOf(name, at),
  ]);
  return {
    pk: key(kind.pk),
    sk: key(kind.sk),
    ...(kind.type !== undefined && { [kind.type]: { S: kind.word } }),
    // What is optional.
    ...Object.fromEntries(own.filter((_, place) => place === 0 || (at.index + place) % 7 !== 3)),
  };
}

function segmentOf(segment: Segment, { word }: Kind, { index, seed }: Seeded): string {
  const number = seed * 3 + index;
  switch (segment) {
    case 'word':
      return word;
    case 'TENANT':
    case 'INFO':
      return segment;
    case 'tenant':
      return TENANTS[number % TENANTS.length] ?? '';
    case 'id':
      return `k${number}x`;
    case 'number':
      return String(number);
    case 'mail':
      return mailOf(number);
    case 'uuid':
      return `${String(10_000_000 + number * 7)}-1f2a-4b3c-8d4e-0a1b2c3d4e5f`;
    case 'day':
      return instantOf(number).slice(0, 10);
    case 'instant':
      return instantOf(number);
    case 'status':
      return number % 2 === 0 ? 'OPEN' : 'PAID';
    case 'name':
      return nameOf(number);
  }
}

function valueOf(attribute: Attribute, { index, seed }: Seeded): AttributeValue {
  const number = seed * 3 + index;
  switch (attribute) {
    case 'email':
      return { S: mailOf(number) };
    case 'name':
      return { S: `Thing ${number}` };
    case 'amount':
      return { N: `${number}.${number % 10}5` };
    case 'createdAt':
      return { S: instantOf(number) };
    case 'status':
      return { S: number % 2 === 0 ? 'OPEN' : 'PAID' };
    case 'title':
      return { S: `Some words of ${number}` };
    case 'id':
      return { S: `k${number}x` };
    case 'note':
      return { S: number % 3 === 0 ? `write to ${mailOf(number)} please` : 'nothing to say here' };
    case 'own':
    case 'other':
      return { S: `C-${number}` };
  }
}

function nameOf(number: number): string {
  return `${FIRST[number % FIRST.length] ?? ''} ${LAST[number % LAST.length] ?? ''}`;
}

function mailOf(number: number): string {
  return `${nameOf(number).toLowerCase().replace(' ', '.')}${number % 3 === 0 ? '' : number % 40}@example.com`;
}

function instantOf(number: number): string {
  return new Date(Date.UTC(2026, 0, 1) + number * 3_700_000).toISOString();
}

/** Addresses and names of persons in an item. */
export function personalIn(item: Item): readonly string[] {
  const text = Object.values(item)
    .map(({ S = '' }) => S)
    .join('\n');
  const names = FIRST.flatMap((first) => LAST.map((last) => `${first} ${last}`));
  return [...(text.match(/[a-z]+\.[a-z]+\d*(?=@example\.com)/g) ?? []), ...names.filter((name) => text.includes(name))];
}

export const DRAWN_TABLE: SampledTable = {
  name: 'drawn',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  indexKeys: [],
};
