/** The registry's schemas against events as the normalizer really publishes them. */
import { expect, test } from 'vitest';
import { Compile, type XSchema } from 'typebox/schema';
import config from '../../fixtures/shop/headwater.config.ts';
import { film } from '../../fixtures/shop/entities.ts';
import { normalize } from '../../../functions/normalizer/normalize.ts';
import { StreamRecordReader } from '../../../shared/adapters/dynamodb/stream-record.ts';
import { MemoryPublisher } from '../../../shared/adapters/memory/change-publisher.ts';
import { MemoryClaimStore } from '../../../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../../../shared/adapters/memory/dead-letters.ts';
import { tableOf } from '../../../shared/domain/definition/lookup.ts';
import { eventSchemas } from '../../../shared/dialects/eventbridge/event-schema.ts';
import type { ChangeEvent } from '../../../shared/domain/change/event.ts';
import type { Json, JsonObject } from '../../../shared/domain/row/json.ts';
import { recordingCounter } from '../../support/outcome-counter.ts';
import { filmItem, streamRecord } from '../../support/stream-records.ts';

const table = tableOf(config, 'shop');
const small = { title: { S: 'Alien' }, director: { S: 'Ridley Scott' } };
const large = { title: { S: 'A film of a great many words. '.repeat(10_000) } };

/** What travels when films are made, changed and removed. */
async function published(attributes: typeof small | typeof large): Promise<readonly ChangeEvent[]> {
  const publisher = new MemoryPublisher();
  const [before, after] = [filmItem('f1', attributes), filmItem('f1', { ...attributes, price: { N: '12.5' } })];
  const records = [
    streamRecord(1, { after: before }),
    streamRecord(2, { before, after }),
    streamRecord(3, { before: after }),
  ];
  const ports = { rejected: new MemoryDeadLetters(), counter: recordingCounter(), claims: new MemoryClaimStore() };
  await normalize(records, { table, reader: new StreamRecordReader(table), publisher, ...ports }, () => 1_000);
  return publisher.published;
}

const schemas = new Map(eventSchemas('headwater.shop', film).map(({ name, document }) => [name, document]));

/** An OpenAPI document as JSON Schema: the two differ in how they say null. */
function validator(name: string) {
  const { components } = withNull(schemas.get(name) ?? {}) as JsonObject;
  return Compile({ $ref: '#/components/schemas/AWSEvent', components } as XSchema);
}

function withNull(part: Json | undefined): Json {
  if (Array.isArray(part)) return part.map((one) => withNull(one as Json));
  if (typeof part !== 'object' || part === null) return part ?? null;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(part as JsonObject).map(([name, value]) => [name, withNull(value)]),
  );
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}

/** As EventBridge delivers it. */
function delivered({ source, detailType, time, detail }: ChangeEvent) {
  const envelope = { version: '0', id: 'e1', account: '', region: 'us-east-1', resources: [] as string[] };
  return {
    ...envelope,
    source,
    'detail-type': detailType,
    time,
    detail: JSON.parse(detail) as { changes: JsonObject[] },
  };
}

test.each([
  ['rows', small],
  ['a reference to its rows', large],
])('a published change with %s is what the registry says', async (_, attributes) => {
  const events = await published(attributes);

  expect(events.map(({ detailType }) => detailType)).toEqual(['film.created', 'film.updated', 'film.deleted']);
  for (const event of events) {
    const [valid, errors] = validator(`headwater.shop@${event.detailType}`).Errors(delivered(event));
    expect({ valid, errors }).toEqual({ valid: true, errors: [] });
    expect(delivered(event).detail.changes.every((change) => 'claim' in change === (attributes === large))).toBe(true);
  }
});

test('a change with neither rows nor a reference is none, nor one that lacks what the reference is checked by', async () => {
  const [event] = await published(large);
  if (!event) throw new Error('nothing was published');
  const schema = validator('headwater.shop@film.created');
  const changed = (change: JsonObject) => ({ ...delivered(event), detail: { schema: 'film@1', changes: [change] } });
  const [{ claim, ...bare } = { claim: {} }] = delivered(event).detail.changes;

  expect(schema.Check(changed({ ...bare, claim: claim }))).toBe(true);
  expect(schema.Check(changed(bare))).toBe(false);
  expect(schema.Check(changed({ ...bare, claim: { key: 'claims/film/x.json' } }))).toBe(false);
});

test('a registered snapshot has its row or a reference, and no position', () => {
  const { components } = schemas.get('headwater.shop@film.snapshot') as { components: { schemas: JsonObject } };

  expect(components.schemas['FilmSnapshotChangeWithRows']).toMatchObject({ required: ['id', 'key', 'at', 'after'] });
  expect(components.schemas['FilmSnapshotChangeByReference']).toMatchObject({ required: ['id', 'key', 'at', 'claim'] });
});
