/** What other definitions and contexts make of the stacks: existing resources, own functions, an emulator. */
import { expect, test } from 'vitest';
import { film } from '../fixtures/shop/entities.ts';
import { defineConsumer, defineTable } from '../../shared/domain/definition/headwater.ts';
import { where } from '../../shared/domain/definition/where.ts';
import { readable, statementsOf } from './support/statements.ts';
import { resource, synthesize } from './support/synth.ts';

const TABLE_ARN = 'arn:aws:dynamodb:eu-central-1:111122223333:table/products';
const STREAM_ARN = `${TABLE_ARN}/stream/2026-01-01T00:00:00.000`;
const TOPIC_ARN = 'arn:aws:sns:eu-central-1:111122223333:on-call';

const { storesTemplate, pipelineTemplate } = synthesize(
  { stage: 'dev', omit: 'AWS::Events::Archive,AWS::OpenSearchService::Nothing', local: 'true', alarmTopic: TOPIC_ARN },
  {
    name: 'shop-sync',
    searchEndpoint: 'https://search-products-abcdefghijklmnopqrstuvwxyz.eu-central-1.es.amazonaws.com',
    tables: [
      defineTable({
        name: 'products',
        partitionKey: { name: 'id', type: 'string' },
        entities: [film],
        existing: { tableArn: TABLE_ARN, streamArn: STREAM_ARN },
      }),
    ],
    consumers: [
      defineConsumer({ type: 'search', name: 'search', entities: [film] }),
      defineConsumer({
        type: 'function',
        name: 'price-watch',
        entities: [film],
        filters: { film: where(film, { genre: 'Comedy' }) },
        handler: 'functions/normalizer/handler.ts',
        batchSize: 10,
        batchWindowSeconds: 0,
        maximumConcurrency: 2,
        maximumReceives: 3,
      }),
    ],
  },
);

test('an existing table is read, not made', () => {
  storesTemplate.resourceCountIs('AWS::DynamoDB::Table', 0);
  const stream = resource(pipelineTemplate, 'AWS::Lambda::EventSourceMapping', 'StreamProducts').Properties;
  expect(stream['EventSourceArn']).toBe(STREAM_ARN);
  const outputs = pipelineTemplate.toJSON()['Outputs'] as Record<string, { Value: unknown }>;
  expect(JSON.parse(readable(outputs['TableProducts']?.Value))).toMatchObject({ physicalName: 'products' });
});

test('an existing domain is called, not made, and only it', () => {
  storesTemplate.resourceCountIs('AWS::OpenSearchService::Domain', 0);
  expect(statementsOf(pipelineTemplate)).toContain(
    'on arn:<AWS::Partition>:es:eu-central-1:<AWS::AccountId>:domain/products/_bulk',
  );
});

test('without an analytics consumer there is no analytics copy', () => {
  storesTemplate.resourceCountIs('AWS::Glue::Database', 0);
  expect(pipelineTemplate.toJSON()['Outputs']).not.toHaveProperty('Analytics');
});

test("a consumer's own function has its own settings", () => {
  expect(resource(pipelineTemplate, 'AWS::Lambda::EventSourceMapping', 'ConsumerPriceWatch').Properties).toMatchObject({
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 0,
    ScalingConfig: { MaximumConcurrency: 2 },
  });
  expect(resource(pipelineTemplate, 'AWS::SQS::Queue', 'ConsumerPriceWatchBuffer').Properties).toMatchObject({
    RedrivePolicy: { maxReceiveCount: 3 },
  });
});

test("a filter becomes part of the rule's pattern", () => {
  const { EventPattern } = resource(pipelineTemplate, 'AWS::Events::Rule', 'ConsumerPriceWatch').Properties;
  expect(EventPattern).toMatchObject({ source: ['headwater.products'] });
  expect(JSON.stringify(EventPattern)).toContain('{"changes":{"after":{"genre":["Comedy"]}}}');
});

test('what the cloud cannot provision is left out, and the output still names it', () => {
  storesTemplate.resourceCountIs('AWS::Events::Archive', 0);
  const outputs = pipelineTemplate.toJSON()['Outputs'] as Record<string, { Value: unknown }>;
  expect(JSON.parse(readable(outputs['Bus']?.Value))).toMatchObject({ archiveName: 'shop-sync-dev' });
});

test('alarms notify the topic', () => {
  pipelineTemplate.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [TOPIC_ARN] });
});
