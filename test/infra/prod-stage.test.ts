import { expect, test } from 'vitest';
import { unacceptedFindings } from './support/nag.ts';
import { resource, resourcesOf, synthesize } from './support/synth.ts';

const { app, stores, pipeline, storesTemplate, pipelineTemplate } = synthesize({ stage: 'prod' });

test('cdk-nag finds nothing that was not accepted with a reason', () => {
  expect(unacceptedFindings(app)).toEqual([]);
});

test('stacks refuse to be terminated', () => {
  expect([stores.terminationProtection, pipeline.terminationProtection]).toEqual([true, true]);
});

test.each([
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::OpenSearchService::Domain',
  'AWS::Events::EventBus',
  'AWS::Events::Archive',
])('%s outlives its stack', (type) => {
  const found = Object.values(resourcesOf(storesTemplate, type));
  expect(found).not.toEqual([]);
  for (const { DeletionPolicy, UpdateReplacePolicy } of found) {
    // Like Retain, except that a first deploy that fails leaves nothing empty behind.
    expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(UpdateReplacePolicy).toBe('Retain');
  }
});

test('dead letters outlive the consumer they are of', () => {
  const queues = Object.entries(resourcesOf(pipelineTemplate, 'AWS::SQS::Queue'));
  const kept = queues.filter(([, { DeletionPolicy }]) => DeletionPolicy === 'RetainExceptOnCreate').map(([id]) => id);
  expect(kept.map((id) => id.replace(/[0-9A-F]{8}$/, '')).toSorted()).toEqual([
    'ConsumerAnalyticsDeadLetters',
    'ConsumerAnalyticsRuleDeadLetters',
    'ConsumerCheckoutDeadLetters',
    'ConsumerCheckoutRuleDeadLetters',
    'ConsumerLowStockDeadLetters',
    'ConsumerLowStockRuleDeadLetters',
    'ConsumerSearchDeadLetters',
    'ConsumerSearchRuleDeadLetters',
    'StreamShopRejected',
  ]);
});

test('buckets are not emptied', () => {
  storesTemplate.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
});

test('the table refuses deletion', () => {
  storesTemplate.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: true });
});

test('search survives the loss of a zone', () => {
  expect(
    resource(storesTemplate, 'AWS::OpenSearchService::Domain', 'Search').Properties['ClusterConfig'],
  ).toMatchObject({
    InstanceCount: 3,
    ZoneAwarenessEnabled: true,
    ZoneAwarenessConfig: { AvailabilityZoneCount: 3 },
    DedicatedMasterEnabled: true,
    DedicatedMasterCount: 3,
  });
});
