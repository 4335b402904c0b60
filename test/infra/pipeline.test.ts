import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { METRICS_NAMESPACE } from '../../shared/runtime/metrics.ts';
import { readable } from './support/statements.ts';
import { resource, resourcesOf, synthesize } from './support/synth.ts';

const { storesTemplate, pipelineTemplate } = synthesize({ stage: 'dev' });

const DAY = 86_400;

test('the stream is read from its beginning, retried record by record, and gives up into S3 before it forgets', () => {
  const { Properties } = resource(pipelineTemplate, 'AWS::Lambda::EventSourceMapping', 'StreamShopStream');
  expect(Properties).toMatchObject({
    StartingPosition: 'TRIM_HORIZON',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    ParallelizationFactor: 10,
    BatchSize: 1000,
    MaximumRecordAgeInSeconds: DAY / 2,
  });
  expect(Properties).not.toHaveProperty('MaximumRetryAttempts');
  expect(readable(Properties['DestinationConfig'])).toContain('Failures');
});

test.each(['ConsumerSearch', 'ConsumerAnalytics'])(
  '%s reads its buffer in batches and reports single failures',
  (id) => {
    expect(resource(pipelineTemplate, 'AWS::Lambda::EventSourceMapping', id).Properties).toMatchObject({
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  },
);

test.each(['ConsumerSearch', 'ConsumerAnalytics'])('%s does not see a message twice while it works on it', (id) => {
  const buffer = resource(pipelineTemplate, 'AWS::SQS::Queue', `${id}Buffer`).Properties;
  const { Timeout } = resource(pipelineTemplate, 'AWS::Lambda::Function', `${id}Function`).Properties;
  expect(buffer['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * Number(Timeout) + 1);
});

test.each(['ConsumerSearch', 'ConsumerAnalytics'])(
  '%s has a DLQ that keeps what fails for days after the buffer',
  (id) => {
    const buffer = resource(pipelineTemplate, 'AWS::SQS::Queue', `${id}Buffer`).Properties;
    const deadLetters = resource(pipelineTemplate, 'AWS::SQS::Queue', `${id}DeadLetters`).Properties;
    expect(buffer['RedrivePolicy']).toMatchObject({ maxReceiveCount: 100 });
    expect(readable(buffer['RedrivePolicy'])).toContain(`${id}DeadLetters`);
    expect(deadLetters['MessageRetentionPeriod']).toBe(14 * DAY);
    expect(buffer['MessageRetentionPeriod']).toBe(7 * DAY);
  },
);

test('a rule takes the entities of its consumer, from their tables, and has a DLQ of its own', () => {
  const rule = resource(pipelineTemplate, 'AWS::Events::Rule', 'ConsumerSearch').Properties;
  expect(rule['EventPattern']).toEqual({
    source: ['headwater.shop'],
    'detail-type': [
      'film.created',
      'film.updated',
      'film.deleted',
      'film.snapshot',
      'stock.created',
      'stock.updated',
      'stock.deleted',
      'stock.snapshot',
    ],
  });
  const [target] = rule['Targets'] as Record<string, unknown>[];
  expect(readable(target?.['DeadLetterConfig'])).toContain('ConsumerSearchRuleDeadLetters');
});

test('only the rule of its own consumer may send to a buffer', () => {
  for (const id of ['ConsumerSearch', 'ConsumerAnalytics']) {
    const { PolicyDocument } = resource(pipelineTemplate, 'AWS::SQS::QueuePolicy', `${id}Buffer`).Properties;
    const { Statement } = PolicyDocument as { Statement: { Effect: string; Condition: unknown }[] };
    const allows = Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(allows).toHaveLength(1);
    expect(readable(allows[0]?.Condition)).toMatch(`aws:SourceArn <${id}Rule`);
  }
});

test('queues are encrypted and refuse plain HTTP', () => {
  const queues = Object.values(resourcesOf(pipelineTemplate, 'AWS::SQS::Queue'));
  const policies = Object.values(resourcesOf(pipelineTemplate, 'AWS::SQS::QueuePolicy'));
  expect(queues.every(({ Properties }) => Properties['SqsManagedSseEnabled'] === true)).toBe(true);
  expect(policies).toHaveLength(queues.length);
  for (const { Properties } of policies) {
    expect(JSON.stringify(Properties)).toContain('"Bool":{"aws:SecureTransport":"false"}');
  }
});

test('functions run on Node 24 and arm64 with source maps, and know what they work on', () => {
  for (const [name, variables] of [
    ['headwater-dev-normalizer-shop', { HEADWATER_TABLE: 'shop', HEADWATER_BUS: Match.anyValue() }],
    ['headwater-dev-consumer-search', { HEADWATER_CONSUMER: 'search', HEADWATER_SEARCH_ENDPOINT: Match.anyValue() }],
    ['headwater-dev-consumer-analytics', { HEADWATER_ANALYTICS_BUCKET: Match.anyValue() }],
  ] as const) {
    pipelineTemplate.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 256,
      Environment: {
        Variables: Match.objectLike({
          ...variables,
          NODE_OPTIONS: '--enable-source-maps',
          POWERTOOLS_SERVICE_NAME: name,
          HEADWATER_DEAD_LETTER_URL: Match.anyValue(),
        }),
      },
    });
  }
});

test('search consumers wait for the indices; others do not', () => {
  const waits = (id: string): boolean =>
    (resource(pipelineTemplate, 'AWS::Lambda::EventSourceMapping', id).DependsOn ?? []).some((dependency) =>
      dependency.startsWith('SearchSetupDone'),
    );
  expect([waits('ConsumerSearch'), waits('ConsumerAnalytics')]).toEqual([true, false]);
});

test('every queue where changes wait for a person has an alarm', () => {
  const alarms = Object.values(resourcesOf(pipelineTemplate, 'AWS::CloudWatch::Alarm'));
  const watched = new Set(
    alarms
      .filter(({ Properties }) => Properties['MetricName'] === 'ApproximateNumberOfMessagesVisible')
      .map(({ Properties }) => readable(Properties['Dimensions'])),
  );
  // All but the buffers, whose oldest message is watched instead, and what a function of one's own sends to.
  const queues = Object.keys(resourcesOf(pipelineTemplate, 'AWS::SQS::Queue')).filter(
    (id) => !id.startsWith('OwnQueue'),
  );
  const buffers = queues.filter((id) => id.includes('Buffer'));
  expect(watched.size).toBe(queues.length - buffers.length);
  const others = alarms.map(({ Properties }) => Properties['MetricName']);
  expect(others.filter((metric) => metric === 'ApproximateAgeOfOldestMessage')).toHaveLength(buffers.length);
  expect(others).toContain('IteratorAge');
  expect(others).toContain('OnFailureDestinationDeliveredEventCount');
});

test('the dashboard looks for outcomes where functions count them', () => {
  const body = readable(
    resource(pipelineTemplate, 'AWS::CloudWatch::Dashboard', 'Observability').Properties['DashboardBody'],
  );
  for (const stage of ['normalizer', 'search', 'analytics']) {
    expect(body).toContain(
      `{${METRICS_NAMESPACE},deployment,service,entity} deployment=\\"headwater-dev\\" service=\\"${stage}\\"`,
    );
  }
});

test('outputs are the parts that the command line reads, as JSON, in this one stack', () => {
  const outputs = pipelineTemplate.toJSON()['Outputs'] as Record<string, { Value: unknown }>;
  const parts = Object.fromEntries(
    Object.entries(outputs).map(([name, { Value }]) => [name, JSON.parse(readable(Value)) as Record<string, unknown>]),
  );
  expect(Object.keys(parts).toSorted()).toEqual([
    'Analytics',
    'Backfill',
    'Bus',
    'ConsumerAnalytics',
    'ConsumerCheckout',
    'ConsumerLowStock',
    'ConsumerSearch',
    'NormalizerShop',
    'Search',
    'SearchReindexDue',
    'Stage',
    'TableShop',
  ]);
  expect(parts['Stage']).toBe('dev');
  expect(parts['TableShop']).toMatchObject({ name: 'shop', entities: ['film', 'stock', 'order'] });
  expect(parts['ConsumerSearch']).toMatchObject({
    type: 'search',
    logGroup: expect.stringContaining('Logs') as string,
  });
  expect(parts['Search']?.['endpoint']).toMatch(/^https:/);
  expect(parts['Analytics']).toMatchObject({ historyPrefix: 'history/', glueDatabase: 'headwater_dev' });
});

test('no template names an account or a region', () => {
  const text = JSON.stringify([storesTemplate.toJSON(), pipelineTemplate.toJSON()]);
  expect(text).not.toMatch(/(?<![0-9a-f])\d{12}(?![0-9a-f])|us-east-1|eu-west-1/);
});
