import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { DescribeArchiveCommand } from '@aws-sdk/client-eventbridge';
import { GetBucketTaggingCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { cloudFormation, eventBridge, s3 } from './support/clients.ts';
import { accountId, afterwards, present, uniqueName } from './support/scene.ts';
import { until, untilTrue } from '../support/until.ts';

test('row 7: a stack makes, changes and removes an EventBridge archive', async () => {
  const stack = uniqueName('stack');
  const created = await createStack(stack, archiveTemplate(7));
  const name = present(created['ArchiveRef'], 'the archive that Ref returns');
  expect(created['ArchiveArn']).toMatch(new RegExp(`:archive/${name}$`));
  expect((await describeArchive(name)).RetentionDays).toBe(7);

  await cloudFormation.send(new UpdateStackCommand({ StackName: stack, TemplateBody: archiveTemplate(14) }));
  await stackReaches(stack, 'UPDATE_COMPLETE');
  expect((await describeArchive(name)).RetentionDays).toBe(14);

  await cloudFormation.send(new DeleteStackCommand({ StackName: stack }));
  await untilTrue('the archive is gone', async () =>
    describeArchive(name).then(
      () => false,
      (error: unknown) => error instanceof Error && error.name === 'ResourceNotFoundException',
    ),
  );
});

test('row 7: a stack makes an alarm on metric math and a composite alarm on it', async () => {
  const stack = uniqueName('stack');

  const created = await createStack(stack, alarmTemplate(stack));

  const account = await accountId();
  expect(created['CompositeRef']).toBe(`${stack}-any`);
  expect(created['CompositeArn']).toMatch(new RegExp(`^arn:aws:cloudwatch:[^:]+:${account}:alarm:${stack}-any$`));
  expect(created['MathArn']).toMatch(new RegExp(`:alarm:${stack}-math$`));
});

test("row 7: a stack's bucket has its tags, at an update too", async () => {
  const stack = uniqueName('stack');
  const { BucketRef: Bucket = '' } = await createStack(stack, bucketTemplate({ keep: 'no', of: 'shop' }));
  const tags = async () => (await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet;
  expect(await tags()).toEqual([
    { Key: 'keep', Value: 'no' },
    { Key: 'of', Value: 'shop' },
  ]);

  await cloudFormation.send(
    new UpdateStackCommand({ StackName: stack, TemplateBody: bucketTemplate({ keep: 'yes' }) }),
  );
  await stackReaches(stack, 'UPDATE_COMPLETE');
  expect(await tags()).toEqual([{ Key: 'keep', Value: 'yes' }]);
});

test("row 7: Ref of a stack's secret is its ARN, and stays so at an update", async () => {
  const stack = uniqueName('stack');
  const made = await createStack(stack, secretTemplate('one'));
  expect(made['SecretRef']).toMatch(/^arn:aws:secretsmanager:[^:]+:\d+:secret:.+-\w{6}$/);

  await cloudFormation.send(new UpdateStackCommand({ StackName: stack, TemplateBody: secretTemplate('two') }));
  const changed = await stackReaches(stack, 'UPDATE_COMPLETE');
  expect(changed.Outputs?.find(({ OutputKey }) => OutputKey === 'SecretRef')?.OutputValue).toBe(made['SecretRef']);
});

function secretTemplate(Description: string): string {
  return JSON.stringify({
    Resources: { Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Description, SecretString: 'x' } } },
    Outputs: { SecretRef: { Value: { Ref: 'Secret' } } },
  });
}

function bucketTemplate(tags: Readonly<Record<string, string>>): string {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return JSON.stringify({
    Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { Tags } } },
    Outputs: { BucketRef: { Value: { Ref: 'Bucket' } } },
  });
}

function archiveTemplate(retentionDays: number): string {
  return JSON.stringify({
    Resources: {
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: { Ref: 'AWS::StackName' } } },
      Archive: {
        Type: 'AWS::Events::Archive',
        Properties: {
          SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] },
          EventPattern: { source: [{ prefix: 'headwater.' }] },
          RetentionDays: retentionDays,
        },
      },
    },
    Outputs: {
      ArchiveRef: { Value: { Ref: 'Archive' } },
      ArchiveArn: { Value: { 'Fn::GetAtt': ['Archive', 'Arn'] } },
    },
  });
}

function alarmTemplate(stack: string): string {
  const errors = { Namespace: 'AWS/Lambda', MetricName: 'Errors' };
  const calls = { Namespace: 'AWS/Lambda', MetricName: 'Invocations' };
  const sumOf = (Metric: object) => ({ Metric, Period: 60, Stat: 'Sum' });
  return JSON.stringify({
    Resources: {
      Math: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: `${stack}-math`,
          ComparisonOperator: 'GreaterThanThreshold',
          EvaluationPeriods: 1,
          Threshold: 1,
          Metrics: [
            { Id: 'errors', MetricStat: sumOf(errors), ReturnData: false },
            { Id: 'calls', MetricStat: sumOf(calls), ReturnData: false },
            { Id: 'rate', Expression: '100 * errors / calls', ReturnData: true },
          ],
        },
      },
      Any: {
        Type: 'AWS::CloudWatch::CompositeAlarm',
        Properties: { AlarmName: `${stack}-any`, AlarmRule: { 'Fn::Sub': 'ALARM("${Math}")' } },
      },
    },
    Outputs: {
      MathArn: { Value: { 'Fn::GetAtt': ['Math', 'Arn'] } },
      CompositeRef: { Value: { Ref: 'Any' } },
      CompositeArn: { Value: { 'Fn::GetAtt': ['Any', 'Arn'] } },
    },
  });
}

async function createStack(StackName: string, TemplateBody: string): Promise<Readonly<Record<string, string>>> {
  afterwards(() => cloudFormation.send(new DeleteStackCommand({ StackName })));
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }));
  const { Outputs = [] } = await stackReaches(StackName, 'CREATE_COMPLETE');
  return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

async function stackReaches(StackName: string, wanted: string): Promise<Stack> {
  return until(`stack ${StackName} is ${wanted}`, async () => {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    const stack = present(Stacks?.at(0), `stack ${StackName}`);
    if (/ROLLBACK|FAILED/.test(stack.StackStatus ?? '')) throw new Error(`${StackName}: ${stack.StackStatusReason}`);
    return stack.StackStatus === wanted ? stack : undefined;
  });
}

async function describeArchive(ArchiveName: string) {
  return eventBridge.send(new DescribeArchiveCommand({ ArchiveName }));
}
