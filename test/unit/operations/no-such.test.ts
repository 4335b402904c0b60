import { expect, test } from 'vitest';
import config from '../../fixtures/shop/headwater.config.ts';
import { planBackfill } from '../../../operations/backfill/plan.ts';
import { declared } from '../../../operations/deployment/declared-entity.ts';
import { entityNamed } from '../../../operations/deployment/search.ts';
import { OperationError } from '../../../operations/operation-error.ts';
import { noSuch } from '../../../operations/no-such.ts';
import { chooseConsumers } from '../../../operations/replay/plan.ts';
import { explainKeys } from '../../../cli/schemas/key-report.ts';

function mistake(run: () => unknown): OperationError {
  try {
    run();
  } catch (error) {
    if (error instanceof OperationError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const entities = config.tables.flatMap((table) => table.entities);

test('whoever names what is not there is told so in one wording, with what there is', () => {
  const told = [
    mistake(() => declared({ definition: config }, 'flim')),
    mistake(() => entityNamed(entities, 'flim')),
    mistake(() => planBackfill(config, { entity: ['flim'] })),
  ];
  for (const { message, next } of told) {
    expect(message).toBe('There is no entity "flim". Did you mean "film"?');
    expect(next).toBe('Entities: film, stock, order.');
  }
  const consumer = mistake(() => chooseConsumers({ consumers: ['serch'], entities: [] }, { consumers: [] }, config));
  expect([consumer.message, consumer.next]).toEqual(['There is no consumer "serch".', 'Consumers: none.']);
  const table = mistake(() => planBackfill(config, { table: 'shops' }));
  expect([table.message, table.next]).toEqual(['There is no table "shops". Did you mean "shop"?', 'Tables: shop.']);
  expect(noSuch('table', 'x', ['a', 'a']).next).toBe('Tables: a.');
});

test('the command that schemas diff prints names what it is about: with two tables it runs as it stands', () => {
  const [shop] = config.tables;
  const second = { ...shop, name: 'second', entities: [] };
  const tables = { ...config, tables: [...config.tables, second] } as typeof config;
  const text = explainKeys([
    { recognition: 'recorded', movedKeys: [{ item: { pk: 'FILM#1' }, was: 'stock', is: 'film' }] },
  ]);
  const commands = text.split('\n').filter((line) => line.trim().startsWith('npx headwater backfill'));
  expect(commands).toEqual(['  npx headwater backfill --entity film --yes']);
  expect(planBackfill(tables, { entity: ['film'] }).table).toBe('shop');
});
