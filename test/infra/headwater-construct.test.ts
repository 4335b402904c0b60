/** Headwater as a construct in somebody's own stack, beside a table, a bus and a topic of theirs. */
import { App, Stack } from 'aws-cdk-lib/core';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Domain, EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decimal, defineConsumer, defineEntity, defineHeadwater, defineTable, keyword } from '../../face/headwater.ts';
import { FEATURE_FLAGS } from '../../infra/feature-flags.ts';
import { Headwater, type HeadwaterProps } from '../../infra/headwater.ts';
import { project } from '../../shared/project/project.ts';
import { unacceptedFindings } from './support/nag.ts';
import { resourcesOf } from './support/synth.ts';

const order = defineEntity({
  name: 'order',
  recognise: { pk: 'ORDER#{id}' },
  fields: { id: keyword(), total: decimal(10, 2) },
});
const orders = defineTable({ name: 'orders', partitionKey: { name: 'pk', type: 'string' }, entities: [order] });
const definition = defineHeadwater({
  name: 'till',
  tables: [orders],
  consumers: [
    defineConsumer({ type: 'search', name: 'search', entities: [order] }),
    defineConsumer({ type: 'analytics', name: 'analytics', entities: [order] }),
  ],
});

interface Theirs {
  readonly stack: Stack;
  readonly table: Table;
}

function stackOfTheirs(stream: StreamViewType | 'none' = StreamViewType.NEW_AND_OLD_IMAGES): Theirs {
  const app = new App({
    context: { ...FEATURE_FLAGS, 'aws:cdk:bundling-stacks': [] },
    outdir: mkdtempSync(join(tmpdir(), 'headwater-theirs-')),
    analyticsReporting: false,
  });
  const stack = new Stack(app, 'Till');
  const table = new Table(stack, 'Orders', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    ...(stream !== 'none' && { stream }),
  });
  return { stack, table };
}

function made(stack: Stack, props: Partial<HeadwaterProps> = {}): Headwater {
  return new Headwater(stack, 'Sync', { definition, definitionFile: project().config, ...props });
}

test('their table is read, and neither made anew nor changed', () => {
  const { stack, table } = stackOfTheirs();
  made(stack, { tables: { orders: table } });

  const template = Template.fromStack(stack);
  const tables = resourcesOf(template, 'AWS::DynamoDB::Table');
  expect(Object.keys(tables).map((id) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
    'Orders',
    'SyncPipelineBackfillJobsTable',
  ]);
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Orders'), 'StreamArn'] },
  });
  expect(template.toJSON()).toMatchObject({ Outputs: { TableOrders: {}, Bus: {}, ConsumerSearch: {} } });
});

test('bus, search domain and topic of theirs are used', () => {
  const { stack, table } = stackOfTheirs();
  const bus = new EventBus(stack, 'TheirBus');
  const searchDomain = new Domain(stack, 'TheirDomain', { version: EngineVersion.OPENSEARCH_2_19 });
  const alarmTopic = new Topic(stack, 'OnCall');
  made(stack, { tables: { orders: table }, bus, searchDomain, alarmTopic });

  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Events::EventBus', 1);
  template.resourceCountIs('AWS::OpenSearchService::Domain', 1);
  const alarms = Object.values(resourcesOf(template, 'AWS::CloudWatch::Alarm'));
  expect(alarms.length).toBeGreaterThan(5);
  for (const { Properties } of alarms) {
    expect(Properties['AlarmActions']).toEqual([{ Ref: expect.stringMatching(/^OnCall/) as unknown }]);
  }
  template.hasResourceProperties('AWS::Events::Rule', {
    EventBusName: { Ref: Match.stringLikeRegexp('^TheirBus') },
  });
});

test('cdk-nag finds nothing in it that was not accepted with a reason', () => {
  const { stack, table } = stackOfTheirs();
  made(stack, { tables: { orders: table } });

  const findings = unacceptedFindings(App.of(stack) as App);
  expect(findings.filter((finding) => finding.includes('/Sync/'))).toEqual([]);
  // What is theirs is not spoken for.
  expect(findings.filter((finding) => finding.includes('Till/Orders')).length).toBeGreaterThan(0);
});

test('a single setting stands instead of its stage', () => {
  const { stack } = stackOfTheirs();
  made(stack, { stage: 'prod', settings: { protectData: false } });

  const [key] = Object.values(resourcesOf(Template.fromStack(stack), 'AWS::KMS::Key'));
  expect(key?.DeletionPolicy).toBe('Delete');
});

test('logical ids are a promise: what they are', () => {
  const { stack, table } = stackOfTheirs();
  made(stack, { tables: { orders: table } });

  const { Resources } = Template.fromStack(stack).toJSON() as {
    readonly Resources: Readonly<Record<string, { Type: string }>>;
  };
  const lines = Object.entries(Resources).map(([id, { Type }]) => `${id} ${Type}\n`);
  return expect(lines.sort().join('')).toMatchFileSnapshot('snapshots/construct.ids.txt');
});

test.each([
  ['a table without a stream', 'none' as const, /table orders: it has no stream: give it stream/],
  ['a stream with keys alone', StreamViewType.KEYS_ONLY, /its stream has KEYS_ONLY: it must be NEW_AND_OLD_IMAGES/],
])('%s is refused in a sentence', (_, stream, sentence) => {
  const { stack, table } = stackOfTheirs(stream);
  expect(() => made(stack, { tables: { orders: table } })).toThrow(sentence);
});

test('a name that is no table, a definition that nobody checked, and an unknown stage are refused', () => {
  const { stack, table } = stackOfTheirs();
  expect(() => made(stack, { tables: { order: table } })).toThrow(/no table order: did you mean orders\?/);
  const { stack: second } = stackOfTheirs();
  expect(() => made(second, { definition: { ...definition } })).toThrow(/not one that defineHeadwater made/);
  const { stack: third } = stackOfTheirs();
  expect(() => made(third, { stage: 'test' })).toThrow(/there is no stage "test"/);
});
