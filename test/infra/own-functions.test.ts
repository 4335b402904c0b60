/** What the stacks make of functions of one's own: the film shop with its notices and its orders. */
import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import headwater from '../fixtures/shop/headwater.config.ts';
import { readable } from './support/statements.ts';
import { resource, synthesize } from './support/synth.ts';

const others = headwater.consumers.filter(({ type }) => type !== 'function');
const { storesTemplate, pipelineTemplate } = synthesize({ stage: 'prod' });

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
