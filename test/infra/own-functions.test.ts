/** What the stacks make of functions of one's own: the film shop with its notices and its orders. */
import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import headwater from '../../headwater.config.ts';
import { checkout } from '../../examples/film-shop/checkout/consumer.ts';
import { order } from '../../examples/film-shop/checkout/order.ts';
import { film, stock } from '../../examples/film-shop/entities.ts';
import { lowStock } from '../../examples/film-shop/low-stock/consumer.ts';
import { defineHeadwater } from '../../shared/domain/definition/define.ts';
import { unacceptedFindings } from './support/nag.ts';
import { readable, statementsOf } from './support/statements.ts';
import { resource, synthesize } from './support/synth.ts';

const others = headwater.consumers.filter(({ type }) => type !== 'function');
const { app, storesTemplate, pipelineTemplate } = synthesize(
  { stage: 'prod' },
  defineHeadwater({
    ...headwater,
    tables: headwater.tables.map((table) => ({ ...table, entities: [film, stock, order] })),
    consumers: [...others, lowStock, checkout],
  }),
);

test('a rule with side effects takes no replay and no snapshot; the others take both', () => {
  const pattern = (id: string) => resource(pipelineTemplate, 'AWS::Events::Rule', id).Properties['EventPattern'];

  expect(pattern('ConsumerLowStock')).toEqual({
    source: ['headwater.shop'],
    'detail-type': ['stock.created', 'stock.updated', 'stock.deleted'],
    'replay-name': [{ exists: false }],
  });
  expect(pattern('ConsumerCheckout')).not.toHaveProperty('replay-name');
  expect(JSON.stringify(pattern('ConsumerCheckout'))).toContain('order.snapshot');
});

test('the table that remembers effects forgets by TTL, can be restored, and outlives its stack in prod', () => {
  storesTemplate.hasResource('AWS::DynamoDB::Table', {
    Properties: {
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
      DeletionProtectionEnabled: true,
      StreamSpecification: Match.absent(),
    },
    DeletionPolicy: 'RetainExceptOnCreate',
  });
});

test('without side effects there is no such table', () => {
  const { storesTemplate: plain } = synthesize({ stage: 'dev' }, { ...headwater, consumers: others });
  plain.resourceCountIs('AWS::DynamoDB::Table', 1);
});

test('a function knows the tables and queues it declares, and no others', () => {
  const variables = (id: string) => {
    const { Environment } = resource(pipelineTemplate, 'AWS::Lambda::Function', id).Properties;
    return (Environment as { Variables: Record<string, unknown> }).Variables;
  };
  const [notices, orders] = [variables('ConsumerLowStockFunction'), variables('ConsumerCheckoutFunction')];

  expect(JSON.parse(readable(notices['HEADWATER_OWN_QUEUES']))).toEqual({
    notices: expect.stringContaining('OwnQueueNotices') as string,
  });
  expect(readable(notices['HEADWATER_EFFECTS_TABLE'])).toContain('Effects');
  expect(notices).not.toHaveProperty('HEADWATER_OWN_TABLES');
  expect(JSON.parse(readable(orders['HEADWATER_OWN_TABLES']))).toEqual({
    shop: expect.stringContaining('TableShop') as string,
  });
  expect(orders).not.toHaveProperty('HEADWATER_EFFECTS_TABLE');
  expect(orders).not.toHaveProperty('HEADWATER_OWN_QUEUES');
});

test('every statement of their roles is the one that was reviewed', async () => {
  const own = statementsOf(pipelineTemplate)
    .split('\n\n')
    .filter((section) => /^(Consumer(LowStock|Checkout)Function|OwnQueue)/.test(section));
  await expect(`${own.join('\n\n').trimEnd()}\n`).toMatchFileSnapshot('snapshots/own-functions.iam.txt');
});

test('cdk-nag finds nothing that was not accepted with a reason', () => {
  expect(unacceptedFindings(app)).toEqual([]);
});
