import { expect, test } from 'vitest';
import { unacceptedFindings } from './support/nag.ts';
import { statementsOf } from './support/statements.ts';
import { resource, resourcesOf, synthesize } from './support/synth.ts';

const { app, stores, pipeline, storesTemplate, pipelineTemplate } = synthesize({});

test('dev is the stage when none is named', () => {
  expect(stores.stackName).toBe('headwater-dev-stores');
  expect(pipeline.stackName).toBe('headwater-dev-pipeline');
});

test('cdk-nag finds nothing that was not accepted with a reason', () => {
  expect(unacceptedFindings(app)).toEqual([]);
});

test('every IAM statement is the one that was reviewed', async () => {
  await expect(statementsOf(storesTemplate)).toMatchFileSnapshot('snapshots/stores.iam.txt');
  await expect(statementsOf(pipelineTemplate)).toMatchFileSnapshot('snapshots/pipeline.iam.txt');
});

test('no function is allowed a wildcard of actions, or everything', () => {
  const allowed = statementsOf(pipelineTemplate)
    .split(/^ {2}(?=Allow|Deny)/m)
    .filter((statement) => statement.startsWith('Allow'))
    // The CDK's own function that empties a bucket before a stage without protection removes it.
    .filter((statement) => !statement.startsWith('Allow to AWS <CustomS3AutoDeleteObjects'));
  expect(allowed.length).toBeGreaterThan(10);
  expect(allowed.filter((statement) => /^ {4}\S*\*$|^ {6}on \*$/m.test(statement))).toEqual([]);
});

test('what holds data goes with its stack, so that a trial leaves nothing behind', () => {
  const policies = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::OpenSearchService::Domain']
    .flatMap((type) => Object.values(resourcesOf(storesTemplate, type)))
    .map(({ DeletionPolicy }) => DeletionPolicy);
  expect(new Set(policies)).toEqual(new Set(['Delete']));
  storesTemplate.resourceCountIs('Custom::S3AutoDeleteObjects', 3);
});

test('search is a single small node', () => {
  expect(
    resource(storesTemplate, 'AWS::OpenSearchService::Domain', 'Search').Properties['ClusterConfig'],
  ).toMatchObject({
    InstanceType: 't3.small.search',
    InstanceCount: 1,
    DedicatedMasterEnabled: false,
    ZoneAwarenessEnabled: false,
  });
});
