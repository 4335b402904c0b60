import { expect, test } from 'vitest';
import config from '../../../create/template/headwater.config.ts';
import { firstSteps } from '../../../cli/output/first-steps.ts';
import { defineHeadwater } from '../../../shared/domain/definition/define.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import * as fields from '../../../shared/domain/definition/fields.ts';
import { defineTable } from '../../../shared/domain/definition/headwater.ts';

const PLACE = { endpoint: 'http://127.0.0.1:4566', region: 'us-east-1' };

test('a row of the first entity, by our verb, the AWS CLI and the SDK, and how to find it', () => {
  const steps = firstSteps(config, { ...PLACE, tables: new Map([['main', 'main-table']]) });

  expect(steps).toContain(`echo '{"id":"first","title":"A first title","price":1}' | npx headwater put product`);
  expect(steps).toContain(`--table-name main-table --item '{"title":{"S":"A first title"},"price":{"N":"1"},`);
  expect(steps).toContain('npx headwater search product first');
});

test('any kind of field has an example that fits, and an entity without one is passed over', () => {
  const strict = defineEntity({
    name: 'strict',
    recognise: { pk: 'STRICT#{id}' },
    fields: { id: fields.keyword({ pattern: '^[0-9]{7}$' }) },
  });
  const every = defineEntity({
    name: 'every',
    recognise: { pk: 'EVERY#{number}#{other}' },
    fields: {
      number: fields.integer({ minimum: 5 }),
      state: fields.enumeration(['open', 'paid']),
      at: fields.epochSeconds(),
      day: fields.date(),
      bytes: fields.binary(),
      where: fields.geoPoint(),
      home: fields.object({ zip: fields.keyword(), open: fields.boolean() }),
      lines: fields.list(fields.keyword()),
      bag: fields.map(),
      note: fields.optional(fields.text()),
    },
  });
  const table = defineTable({ name: 't', partitionKey: { name: 'pk', type: 'string' }, entities: [strict, every] });
  const definition = defineHeadwater({ name: 'x', tables: [table], consumers: [] });

  expect(firstSteps(definition, { ...PLACE, tables: new Map([['t', 't']]) })).toContain(
    `npx headwater get every '5|first'`,
  );
});
