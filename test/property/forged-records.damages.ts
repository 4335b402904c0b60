/** Tables with records that a normalizer reads, and what can be wrong with one of them. */
import fc from 'fast-check';
import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import type { StreamRecord } from '../../shared/adapters/dynamodb/stream-record.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import {
  binary,
  boolean,
  decimal,
  double,
  integer,
  json,
  list,
  object,
  optional,
  rest,
  text,
} from '../../shared/domain/definition/fields.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { filmItem, streamRecord } from '../support/stream-records.ts';
import { people } from './field-policy.people.ts';

type EventName = 'INSERT' | 'MODIFY' | 'REMOVE';

interface RecordWorld {
  readonly name: string;
  /** Undefined: the film shop's. */
  readonly table: TableDefinition | undefined;
  record(number: number, event: EventName): StreamRecord;
}

/** Takes whatever comes: an attribute of any type is someone's field. */
const anything = defineEntity({
  name: 'anything',
  recognise: 'every-item',
  fields: {
    title: optional(text()),
    exact: optional(decimal(38, 12)),
    rough: optional(double()),
    whole: optional(integer()),
    flag: optional(boolean()),
    bytes: optional(binary()),
    tags: optional(list(text())),
    inner: optional(object({ deep: optional(decimal(20, 4)) })),
    free: optional(json()),
    others: rest(),
  },
});
const key = { partitionKey: { name: 'pk', type: 'string' }, sortKey: { name: 'sk', type: 'string' } } as const;

const wideItem = (id: string): Item => ({
  pk: { S: id },
  sk: { S: 'A' },
  title: { S: 'a' },
  exact: { N: '1.5' },
  tags: { SS: ['a', 'b'] },
  inner: { M: { deep: { N: '1' } } },
  free: { M: { list: { L: [{ N: '1' }, { NULL: true }] } } },
  more: { B: 'AAE=' },
});

function worldOf(
  name: string,
  table: TableDefinition | undefined,
  item: (id: string, price: string) => Item,
): RecordWorld {
  return {
    name,
    table,
    record: (number, event) => {
      const [before, after] = [item(`k${number}`, '1'), item(`k${number}`, '2')];
      return streamRecord(number, {
        ...(event !== 'INSERT' && { before }),
        ...(event !== 'REMOVE' && { after }),
      });
    },
  };
}

export const RECORD_WORLDS = [
  worldOf('film shop', undefined, (id, price) => ({ ...(filmItem(id) as Item), price: { N: price } })),
  worldOf('any item', { name: 'any', ...key, entities: [anything] }, (id, whole) => ({
    ...wideItem(id),
    whole: { N: whole },
  })),
  worldOf('protected people', people, (id, visits) => ({
    pk: { S: `PERSON#${id}` },
    sk: { S: 'PERSON' },
    email: { S: 'a@b' },
    visits: { N: visits },
  })),
] as const;

/** What is wrong: a part of the record, of its `dynamodb`, of an image, or the whole of it. `deep` and `huge` are made from numbers. */
export interface RecordDamage {
  readonly event: EventName;
  readonly at: 'record' | 'dynamodb' | 'image' | 'whole';
  /** Of the image's attribute stands an attribute value, as of the others any JSON. */
  readonly name: string;
  readonly value: unknown;
  readonly missing?: boolean;
}

/** What takes long to write is drawn now and then: the walk over all parts has it, too. */
function rarely<T>(costly: fc.Arbitrary<T>, others: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: costly, weight: 1 }, { arbitrary: others, weight: 99 });
}

/** Node's main thread writes JSON of 4,400 levels, a worker of 17,700. */
const DEEPER_THAN_THE_STACK = 20_000;

const events = fc.constantFrom<EventName>('INSERT', 'MODIFY', 'REMOVE');
const plain = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, 5, -1, 1e308, 1.5, '', 'x', [], {}, [5], [null], { a: 5 }, { S: 'x' }),
  fc.constantFrom<unknown>('9'.repeat(41), '-1', '1.0', '007', 'NaN', 253_402_300_800, 'a/stream/', 'a/stream/ü/x'),
  fc.constantFrom<unknown>('INSERT', 'MODIFY', 'REMOVE', 'TRUNCATE', '\uFFFE', '\ud800', { huge: 300 }),
  rarely<unknown>(fc.constant({ huge: 1_200_000 }), fc.constant({ huge: 2000 })),
  fc.record({ deep: rarely(fc.constant(DEEPER_THAN_THE_STACK), fc.constantFrom(20, 34, 40, 200)), list: fc.boolean() }),
  fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
);
const numbers = fc.constantFrom<unknown>(
  '',
  'abc',
  'NaN',
  '1E999999999',
  '1e400',
  '-0',
  '9'.repeat(39),
  '0x10',
  5,
  null,
  ' 1',
  '1'.repeat(5000),
);
const texts = rarely<unknown>(
  fc.constant({ huge: 400_000 }),
  fc.constantFrom<unknown>('', 5, null, {}, [], '\ud800', '\uFFFE', '__proto__', 'x'.repeat(2100)),
);
const attribute = fc.oneof(
  texts.map((S) => ({ S })),
  numbers.map((N) => ({ N })),
  fc.constantFrom<unknown>('no base64!', '', 5, null, [], {}).map((B) => ({ B })),
  fc.constantFrom<unknown>('true', 5, null, {}).map((BOOL) => ({ BOOL })),
  fc.constantFrom<unknown>(false, 'x', 5, null).map((NULL) => ({ NULL })),
  fc.constantFrom<unknown>(5, null, {}, 'abc', [5], [null], [{}], [{ N: 'x' }]).map((L) => ({ L })),
  fc
    .constantFrom<unknown>(5, null, [], 'abc', { a: null }, { a: 5 }, { toJSON: { S: 'x' } }, { '': { S: '' } })
    .map((M) => ({ M })),
  fc
    .tuple(
      fc.constantFrom('SS', 'NS', 'BS'),
      fc.constantFrom<unknown>([], 'abc', 5, null, [5], [null], ['x'], ['1', '1'], {}),
    )
    .map(([type, members]) => ({ [type]: members })),
  fc.constantFrom<unknown>({}, { X: 'y' }, { S: 'a', N: '1' }, null, 5, 'x', [], { toString: 5 }),
  fc.record({
    deep: rarely(fc.constant(DEEPER_THAN_THE_STACK), fc.constantFrom(10, 31, 32, 33, 38, 39, 200)),
    list: fc.boolean(),
    typed: fc.constant(true),
  }),
);

const RECORD_PARTS = ['eventID', 'eventName', 'eventSourceARN', 'dynamodb', 'userIdentity', 'redacted', 'other'];
const STREAM_PARTS = [
  'ApproximateCreationDateTime',
  'Keys',
  'NewImage',
  'OldImage',
  'SequenceNumber',
  'StreamViewType',
];
const ATTRIBUTES = [
  'pk',
  'sk',
  'title',
  'price',
  'exact',
  'rough',
  'whole',
  'flag',
  'bytes',
  'tags',
  'inner',
  'free',
  'email',
];

export const recordDamages: fc.Arbitrary<RecordDamage> = fc.oneof(
  fc.record({
    event: events,
    at: fc.constant('record' as const),
    name: fc.constantFrom(...RECORD_PARTS),
    value: plain,
    missing: fc.boolean(),
  }),
  fc.record({
    event: events,
    at: fc.constant('dynamodb' as const),
    name: fc.constantFrom(...STREAM_PARTS),
    value: plain,
    missing: fc.boolean(),
  }),
  fc.record({
    event: events,
    at: fc.constant('image' as const),
    name: fc.constantFrom(...ATTRIBUTES, 'more', '__proto__'),
    value: attribute,
    missing: fc.constant(false),
  }),
  fc.record({ event: events, at: fc.constant('whole' as const), name: fc.constant(''), value: plain }),
);

/** None of them is right in its place, whatever the table. */
export const WRONG_PARTS: readonly RecordDamage[] = [
  ...wrong('record', 'eventID', [5, '', [], {}, 'x'.repeat(300)]),
  ...wrong('record', 'eventName', [5, 'TRUNCATE', [], null]),
  ...wrong('record', 'eventSourceARN', [5, 'x', [], null, 'a/stream/', 'a/stream/b/c', 'a/stream/b/stream/c']),
  ...wrong('record', 'dynamodb', [5, 'x', [], null]),
  ...wrong('dynamodb', 'SequenceNumber', [5, 'x', '', '9'.repeat(41), null, ['1']]),
  ...wrong('dynamodb', 'ApproximateCreationDateTime', ['x', -1, 1e20, null, [], {}]),
  ...wrong('dynamodb', 'Keys', [5, 'x', [], null, { pk: 5 }, { pk: { S: 5 } }]),
  ...wrong('dynamodb', 'NewImage', [5, 'x', [], null]),
  ...wrong('record', 'dynamodb', [{ huge: 1_200_000 }]),
  ...['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS'].flatMap((type) =>
    [5, null, 'x', [5], { a: 5 }].flatMap((content) =>
      isRight(type, content) ? [] : wrong('image', 'title', [{ [type]: content }]),
    ),
  ),
  ...wrong('image', 'title', [null, 5, 'x', [], { deep: DEEPER_THAN_THE_STACK, list: true, typed: true }]),
  { event: 'MODIFY', at: 'dynamodb', name: 'NewImage', value: null, missing: true },
  ...[null, 5, 'x', [], { huge: 1_200_000 }].map(
    (value) => ({ event: 'INSERT', at: 'whole', name: '', value }) as const,
  ),
];

function wrong(at: RecordDamage['at'], name: string, values: readonly unknown[]): readonly RecordDamage[] {
  return values.map((value) => ({ event: 'INSERT', at, name, value }));
}

function isRight(type: string, content: unknown): boolean {
  return (type === 'S' || type === 'B') && content === 'x';
}

/** The record with its damage. What fast-check cannot print is made from its numbers. */
export function damagedRecord(
  record: StreamRecord,
  { at, name, value: drawn, missing = false }: RecordDamage,
): unknown {
  const value = valueOf(drawn);
  const changed = (part: object | undefined): object =>
    Object.fromEntries([
      ...Object.entries(part ?? {}).filter(([one]) => one !== name),
      ...(missing ? [] : [[name, value] as const]),
    ]);
  const { dynamodb } = record;
  switch (at) {
    case 'whole':
      return value;
    case 'record':
      return changed(record);
    case 'dynamodb':
      return { ...record, dynamodb: changed(dynamodb) };
    case 'image': {
      const image = dynamodb?.NewImage === undefined ? 'OldImage' : 'NewImage';
      return { ...record, dynamodb: { ...dynamodb, [image]: changed(dynamodb?.[image]) } };
    }
  }
}

function valueOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { deep, list: inLists, typed, huge, S } = value as Record<string, unknown>;
  if (typeof huge === 'number') return 'x'.repeat(huge);
  if (typeof S === 'object') return { S: valueOf(S) };
  return typeof deep === 'number' ? nested(deep, { list: inLists === true, typed: typed === true }) : value;
}

function nested(
  levels: number,
  { list: inLists, typed }: { readonly list: boolean; readonly typed: boolean },
): unknown {
  let value: unknown = typed ? { S: 'x' } : 'x';
  for (let level = 0; level < levels; level += 1) {
    const inner = inLists ? [value] : { n: value };
    value = typed ? { [inLists ? 'L' : 'M']: inner } : inner;
  }
  return value;
}
