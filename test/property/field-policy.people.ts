/** A table whose protected values all carry a marker, so that any of them is known wherever it turns up. */
import fc from 'fast-check';
import type { AttributeValue, Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import type { StreamRecord } from '../../shared/adapters/dynamodb/stream-record.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import {
  binary,
  date,
  integer,
  json,
  keyword,
  list,
  object,
  optional,
  text,
} from '../../shared/domain/definition/fields.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { mask } from '../../shared/domain/definition/policy.ts';
import { streamRecord } from '../support/stream-records.ts';

export const person = defineEntity({
  name: 'person',
  recognise: { pk: 'PERSON#{id}', sk: 'PERSON' },
  fields: {
    id: keyword(),
    city: optional(keyword()),
    visits: optional(integer()),
    email: text({ pattern: '@' }),
    ssn: optional(keyword()),
    phone: optional(keyword({ maxLength: 40 })),
    salary: optional(integer({ minimum: 0 })),
    born: optional(date()),
    photo: optional(binary()),
    aliases: optional(list(text())),
    address: optional(object({ street: optional(text()), zip: optional(keyword()) })),
    contacts: optional(list(object({ mail: optional(text()), kind: optional(keyword()) }))),
    notes: optional(json()),
  },
  policy: {
    email: 'hash',
    ssn: 'drop',
    phone: mask({ keepLast: 2 }),
    salary: 'hash',
    born: mask(),
    photo: 'hash',
    aliases: mask({ keepFirst: 1 }),
    'address.street': 'hash',
    'contacts.mail': 'drop',
    notes: 'drop',
  },
});

export const account = defineEntity({
  name: 'account',
  recognise: { pk: 'ACCOUNT#{iban}', sk: 'ACCOUNT' },
  fields: { iban: keyword(), balance: optional(integer()) },
  policy: { iban: 'hash' },
});

/** In the same table, with nothing to protect: an item may turn from a person into one. */
export const place = defineEntity({
  name: 'place',
  recognise: { attribute: 'type', equals: 'place' },
  fields: { city: keyword(), visits: optional(integer()) },
});

export const people: TableDefinition = {
  name: 'people',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  entities: [account, person, place],
};

const MARKER = 'S3CR3T';
const NUMBER = '918273645';

/** Whether the text shows a protected value, as it is or as the base64 of bytes that begin with it. */
export function showsSecret(shown: string): boolean {
  return shown.includes(MARKER) || shown.includes(NUMBER) || shown.includes('UzNDUjNU');
}

const secretText = fc.string({ unit: 'grapheme-ascii', maxLength: 8 }).map((tail) => `${MARKER}${tail}`);
const secretMail = secretText.map((name) => `${name}@example.com`);
const secretNumber = fc.nat({ max: 999_999 }).map((n) => `${NUMBER}${n}`);
const S = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<AttributeValue> => arbitrary.map((value) => ({ S: value }));
const anySecret: fc.Arbitrary<AttributeValue> = fc.oneof(
  S(secretText),
  secretNumber.map((N) => ({ N })),
  secretText.map((text) => ({ B: Buffer.from(text).toString('base64') })),
  secretText.map((text) => ({ L: [{ S: text }] })),
  secretText.map((text) => ({ M: { street: { M: { deep: { S: text } } }, mail: { L: [{ S: text }] } } })),
  fc.uniqueArray(secretText, { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
);
/** Mostly of the declared kind, now and then of another one: a poison record. */
const mostly = (good: fc.Arbitrary<AttributeValue>) =>
  fc.option(fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: anySecret }), { nil: undefined });

const attributes = fc.record({
  city: fc.option(S(fc.constantFrom('Berlin', 'Oslo')), { nil: undefined }),
  visits: fc.constantFrom({ N: '1' }, { N: '1' }, { N: '2' }, undefined, { S: 'many' }),
  email: fc.oneof({ weight: 12, arbitrary: S(secretMail) }, { weight: 1, arbitrary: anySecret }),
  ssn: mostly(S(secretText)),
  phone: mostly(S(secretText)),
  salary: mostly(secretNumber.map((N) => ({ N }))),
  born: mostly(S(fc.constant('1973-04-05'))),
  photo: mostly(secretText.map((text) => ({ B: Buffer.from(text).toString('base64') }))),
  aliases: mostly(fc.array(secretText, { maxLength: 3 }).map((all) => ({ L: all.map((text) => ({ S: text })) }))),
  address: mostly(
    secretText.map((street) => ({ M: { street: { S: street }, zip: { S: '0150' }, note: { S: street } } })),
  ),
  contacts: mostly(secretText.map((mail) => ({ L: [{ M: { mail: { S: mail }, kind: { S: 'work' } } }] }))),
  notes: mostly(anySecret),
  undeclared: fc.option(anySecret, { nil: undefined }),
});

const personItem = attributes.map((given): Item => ({
  pk: { S: 'PERSON#p1' },
  sk: { S: 'PERSON' },
  ...present(given),
}));
const accountItem = secretText.map((iban): Item => ({
  pk: { S: `ACCOUNT#${iban}` },
  sk: { S: 'ACCOUNT' },
  balance: { N: '5' },
}));
const brokenAccount = secretText.map((iban): Item => ({
  pk: { S: `ACCOUNT#${iban}` },
  sk: { S: 'ACCOUNT' },
  balance: { S: iban },
}));
const unknownItem = fc
  .tuple(secretText, anySecret)
  .map(([key, value]): Item => ({ pk: { S: `OTHER#${key}` }, sk: { S: key }, value, email: value }));
/** Under a person's key, but no person any more. */
const placeItem = fc.constant<Item>({
  pk: { S: 'PERSON#p1' },
  sk: { S: 'PLACE' },
  type: { S: 'place' },
  city: { N: '7' },
});

const images = fc.oneof(
  { weight: 6, arbitrary: fc.record({ before: fc.option(personItem, { nil: undefined }), after: personItem }) },
  { weight: 1, arbitrary: fc.record({ before: personItem, after: fc.constant(undefined) }) },
  { weight: 1, arbitrary: fc.record({ before: personItem, after: placeItem }) },
  { weight: 1, arbitrary: fc.record({ before: fc.constant(undefined), after: accountItem }) },
  { weight: 1, arbitrary: fc.record({ before: fc.constant(undefined), after: brokenAccount }) },
  { weight: 1, arbitrary: fc.record({ before: fc.constant(undefined), after: unknownItem }) },
);

type Mutilate = (record: StreamRecord) => StreamRecord;
const mutilations: readonly Mutilate[] = [
  ({ eventID, ...record }) => record,
  (record) => ({ ...record, dynamodb: { ...record.dynamodb, SequenceNumber: 'x' } }),
  (record) => ({ ...record, dynamodb: { ...record.dynamodb, Keys: record.dynamodb?.NewImage } }),
  (record) => ({ ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: undefined } }),
  (record) => ({ ...record, eventSourceARN: 'nothing', dynamodb: { ...record.dynamodb, Keys: undefined } }),
];

const mutilation = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom(...mutilations) },
);

/** Records as a stream might deliver them to a normalizer: good, poison, of no entity, malformed. */
export const streamRecords: fc.Arbitrary<StreamRecord[]> = fc
  .array(fc.tuple(images, mutilation), { minLength: 1, maxLength: 6 })
  .map((all) =>
    all.map(([{ before, after }, mutilate], index) => {
      const record = streamRecord(index + 1, { ...(before && { before }), ...(after && { after }) });
      return mutilate ? mutilate(record) : record;
    }),
  );

function present(given: Readonly<Record<string, AttributeValue | undefined>>): Item {
  return Object.fromEntries(
    Object.entries(given).filter((pair): pair is [string, AttributeValue] => pair[1] !== undefined),
  );
}
