/** Every resource of `new Headwater(...)` is reached from outside by public properties, and adjusted by the CDK's own means. */
import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib/core';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type CfnEventSourceMapping, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { film } from '../fixtures/shop/entities.ts';
import filmShop from '../fixtures/shop/headwater.config.ts';
import { defineConsumer, defineHeadwater } from '../../face/headwater.ts';
import { FEATURE_FLAGS } from '../../infra/feature-flags.ts';
import { Headwater } from '../../infra/headwater.ts';
import { headwaterApp } from '../../infra/headwater-app.ts';
import { project } from '../../shared/project/project.ts';

/** With everything that a definition can ask for. */
const definition = defineHeadwater({
  ...filmShop,
  exportBackfill: true,
  consumers: [
    ...filmShop.consumers,
    defineConsumer({
      type: 'webhook',
      name: 'partner',
      entities: [film],
      url: 'https://example.com/films',
      policy: { film: { title: 'hash' } },
    }),
    defineConsumer({
      type: 'function',
      name: 'mailer',
      entities: [film],
      handler: 'low-stock/handler.ts',
      sendsTo: ['mails'],
    }),
  ],
});

const context = { ...FEATURE_FLAGS, 'aws:cdk:bundling-stacks': [] };
const outdir = () => mkdtempSync(join(tmpdir(), 'headwater-hatches-'));

function made(): { readonly stack: Stack; readonly headwater: Headwater } {
  const stack = new Stack(new App({ context, outdir: outdir(), analyticsReporting: false }), 'Theirs');
  return { stack, headwater: new Headwater(stack, 'Sync', { definition, definitionFile: project().config }) };
}

/** What its properties lead to. Written out: the compiler refuses a path that is not public. */
function reached({ stores, pipeline }: Pick<Headwater, 'stores' | 'pipeline'>): readonly IConstruct[] {
  const { analyticsLake: lake, effects, searchDomain, policyKey, consumerStores } = stores;
  const { searchSetup, auditor, tombstonePurge, compactor, observability } = pipeline;
  const functions = [
    ...pipeline.streams.map(({ normalizer }) => normalizer),
    ...pipeline.consumers.map((consumer) => consumer.function),
    ...pipeline.exportBackfills.map(({ worker }) => worker),
    ...[searchSetup, auditor, tombstonePurge, compactor].flatMap((one) => one?.function ?? []),
  ];
  const all: readonly (IConstruct | undefined)[] = [
    stores.key,
    ...stores.tables.map(({ table }) => table),
    stores.changeBus.bus,
    stores.changeBus.archive,
    stores.schemas.registry,
    ...stores.schemas.schemas.values(),
    stores.failures,
    stores.largeRows.bucket,
    policyKey?.secret,
    searchDomain?.domain,
    searchDomain?.logs,
    searchDomain?.logPolicy,
    lake?.bucket,
    lake?.database,
    lake?.workgroup,
    ...[...(lake?.tables.values() ?? [])].flatMap((tables) => Object.values(tables) as IConstruct[]),
    ...(lake?.queries.values() ?? []),
    effects?.table,
    ...[...consumerStores.webhook.values()].map(({ secret }) => secret),
    ...functions.flatMap((one) => [one.function, one.function.role, one.logGroup]),
    ...pipeline.streams.flatMap(({ mapping, rejected }) => [mapping, rejected]),
    ...pipeline.consumers.flatMap((one) => [one.rule, one.buffer, one.deadLetters, one.ruleDeadLetters, one.mapping]),
    ...pipeline.exportBackfills.flatMap(({ bucket, stateMachine }) => [bucket, stateMachine, stateMachine.role]),
    ...pipeline.ownResources.queues.values(),
    pipeline.backfillJobs.table,
    searchSetup?.provider,
    searchSetup?.providerRole,
    searchSetup?.done,
    auditor?.schedule,
    tombstonePurge?.schedule,
    compactor?.schedule,
    ...observability.alarms.values(),
    observability.dashboard.dashboard,
  ];
  return all.filter((one) => one !== undefined);
}

const resourcesBelow = (scope: IConstruct) => scope.node.findAll().filter((one) => CfnResource.isCfnResource(one));

test('a path of public properties leads to each resource', () => {
  const { headwater } = made();
  const there = new Set(reached(headwater).flatMap(resourcesBelow));

  const hidden = resourcesBelow(headwater).filter((one) => !there.has(one));
  expect(hidden.map(({ node, cfnResourceType }) => `${cfnResourceType} ${node.path}`)).toEqual([]);
  expect(there.size).toBeGreaterThan(150);
});

test('so it does in the ready-made app', () => {
  const { app, inner } = headwaterApp(definition, project().config, {
    context,
    outdir: outdir(),
    analyticsReporting: false,
  });
  const there = new Set(reached(inner).flatMap(resourcesBelow));

  const ofCdk = /CustomS3AutoDelete|Custom::S3AutoDelete|CDKMetadata/;
  const hidden = resourcesBelow(app).filter((one) => !there.has(one) && !ofCdk.test(one.node.path));
  expect(hidden.map(({ node }) => node.path)).toEqual([]);
});

test('what is adjusted outside is in the template', () => {
  const { stack, headwater } = made();
  const { stores, pipeline } = headwater;
  const [consumer] = pipeline.consumers;
  const onCall = new Topic(stack, 'OnCall');

  consumer?.function.function.addEnvironment('LOG_LEVEL', 'DEBUG');
  pipeline.auditor?.function.function.addToRolePolicy(
    new PolicyStatement({ actions: ['cloudwatch:GetDashboard'], resources: ['arn:aws:cloudwatch:::dashboard/mine'] }),
  );
  (pipeline.compactor?.function.function.node.defaultChild as CfnResource).addPropertyOverride('TracingConfig', {
    Mode: Tracing.ACTIVE,
  });
  (consumer?.buffer.node.defaultChild as CfnQueue).visibilityTimeout = 777;
  (pipeline.streams[0]?.mapping.node.defaultChild as CfnEventSourceMapping).batchSize = 321;
  (stores.changeBus.bus.node.defaultChild as CfnResource).addPropertyOverride('Description', 'Mine');
  stores.changeBus.archive.retentionDays = 99;
  stores.searchDomain?.domain?.addPropertyOverride('EBSOptions.VolumeSize', 33);
  stores.failures.addLifecycleRule({ id: 'mine', prefix: 'mine/', expiration: Duration.days(1) });
  stores.key.grantDecrypt(new ServicePrincipal('quicksight.amazonaws.com'));
  pipeline.observability.alarms.get('SearchDeadLetters')?.addOkAction(new SnsAction(onCall));
  pipeline.observability.dashboard.dashboard.addWidgets(new TextWidget({ markdown: 'Mine' }));

  const template = Template.fromStack(stack);
  const has = (type: string, properties: object) => template.hasResourceProperties(type, properties);
  has('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike({ LOG_LEVEL: 'DEBUG' }) } });
  has('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'cloudwatch:GetDashboard' })]) },
  });
  has('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
  has('AWS::SQS::Queue', { VisibilityTimeout: 777 });
  has('AWS::Lambda::EventSourceMapping', { BatchSize: 321 });
  has('AWS::Events::EventBus', { Description: 'Mine' });
  has('AWS::Events::Archive', { RetentionDays: 99 });
  has('AWS::OpenSearchService::Domain', { EBSOptions: { VolumeSize: 33 } });
  has('AWS::S3::Bucket', { LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ Id: 'mine' })]) } });
  has('AWS::CloudWatch::Alarm', { OKActions: [{ Ref: Match.stringLikeRegexp('^OnCall') }] });
  expect(JSON.stringify(template.findResources('AWS::KMS::Key'))).toContain('quicksight.amazonaws.com');
  expect(JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'))).toContain('Mine');
});
