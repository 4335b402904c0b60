import { expect, test } from 'vitest';
import { optionsOf, planBackfill, type ScopeOptions } from '../../../../operations/backfill/plan.ts';
import { calledBy } from '../../../support/whole-command-line.ts';
import config from '../../../fixtures/shop/headwater.config.ts';
import { defineEntity } from '../../../../shared/domain/definition/entity.ts';
import { keyword } from '../../../../shared/domain/definition/fields.ts';
import { defineTable } from '../../../../shared/domain/definition/headwater.ts';

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

const visit = defineEntity({ name: 'visit', recognise: 'every-item', fields: { id: keyword() } });
const visits = defineTable({ name: 'visits', partitionKey: { name: 'id', type: 'string' }, entities: [visit] });
const [search, ...others] = config.consumers;
const two = {
  ...config,
  tables: [...config.tables, visits],
  consumers: search ? [{ ...search, entities: [...search.entities, visit] }, ...others] : [],
};

test.each<ScopeOptions>([
  { table: 'shop' },
  { table: 'visits' },
  { table: 'shop', consumer: ['search'] },
  { table: 'shop', consumer: ['search', 'analytics'], entity: ['stock'] },
  { entity: ['film', 'order'] },
  { entity: ['visit'] },
])('the options that a plan is told by make the same plan, with two tables: %o', async (scope) => {
  const plan = planBackfill(two, scope);

  const called = await calledBy(['backfill', ...optionsOf(plan).split(' ')]);

  expect(called?.verb).toBe('backfill');
  expect(planBackfill(two, called?.options ?? {}).id).toBe(plan.id);
});
