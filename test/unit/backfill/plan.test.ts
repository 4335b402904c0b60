import { expect, test } from 'vitest';
import { planBackfill } from '../../../cli/backfill/plan.ts';
import config from '../../../headwater.config.ts';

test('by default everything goes by the bus to all consumers, but for those with side effects', () => {
  const plan = planBackfill(config, {});

  expect(plan).toMatchObject({ table: 'shop', entities: ['film', 'stock', 'order'], consumers: [] });
  expect(plan.reached.map(({ name }) => name)).toEqual(['search', 'analytics', 'checkout']);
  expect(plan.spared).toEqual(['low-stock']);
});

test('one consumer gets what it subscribes to', () => {
  const plan = planBackfill(config, { consumer: ['search'] });

  expect(plan.entities).toEqual(['film', 'stock']);
  expect(plan.reached.map(({ name }) => name)).toEqual(['search']);
  expect(plan.id).toBe('shop film,stock search');
});

test('what does not fit together says what there is', () => {
  expect(() => planBackfill(config, { table: 'shops' })).toThrow('There is no table "shops"');
  expect(() => planBackfill(config, { entity: ['films'] })).toThrow('There is no entity "films"');
  expect(() => planBackfill(config, { consumer: ['serch'] })).toThrow('there is no consumer "serch"');
  expect(() => planBackfill(config, { consumer: ['search'], entity: ['order'] })).toThrow('Nothing of table shop');
});

test('a consumer with side effects is refused', () => {
  expect(() => planBackfill(config, { consumer: ['low-stock'] })).toThrow('side effects');
});
