/** What an app says of its stages: what is there already, settings, thresholds, whom alarms notify. */
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import headwater from '../fixtures/shop/headwater.config.ts';
import { ALARMS, type AlarmThresholds } from '../../infra/alarm-thresholds.ts';
import type { FunctionProps } from '../../infra/function-settings.ts';
import { headwaterApp, type HeadwaterAppProps } from '../../infra/headwater-app.ts';
import { settingsOf } from '../../infra/stage-props.ts';
import type { Consumer } from '../../shared/domain/definition/headwater.ts';
import { project } from '../../shared/project/project.ts';
import { resourcesOf } from './support/synth.ts';

const ARN = 'arn:aws:dynamodb:eu-central-1:111122223333:table/live-shop';
const STREAM = `${ARN}/stream/2026-11-30T00:00:00.000`;

function appIn(stage: 'dev' | 'prod', stages: HeadwaterAppProps['stages'] = {}, context = {}, definition = headwater) {
  return headwaterApp(definition, project().config, {
    context: { 'aws:cdk:bundling-stacks': [], stage, ...context },
    outdir: mkdtempSync(join(tmpdir(), 'headwater-stages-')),
    analyticsReporting: false,
    stages,
  });
}

function thresholdOf(template: Template, alarm: RegExp): { Threshold: number; EvaluationPeriods: number }[] {
  const alarms = Object.entries(resourcesOf(template, 'AWS::CloudWatch::Alarm'));
  return alarms
    .filter(([id]) => alarm.test(id))
    .map(([, { Properties }]) => Properties as { Threshold: number; EvaluationPeriods: number });
}

test('a table can be there already in one stage only', () => {
  const stages = { prod: { tables: { shop: { tableArn: ARN, streamArn: STREAM } } } };

  const names = (stage: 'dev' | 'prod') =>
    Object.keys(resourcesOf(Template.fromStack(appIn(stage, stages).stores), 'AWS::DynamoDB::Table'));

  expect(names('dev').filter((id) => id.startsWith('TableShop'))).toHaveLength(1);
  expect(names('prod').filter((id) => id.startsWith('TableShop'))).toEqual([]);
  Template.fromStack(appIn('prod', stages).pipeline).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: STREAM,
  });
});

test('so can an OpenSearch', () => {
  const { stores } = appIn('prod', { prod: { searchEndpoint: 'https://search.example.com' } });

  Template.fromStack(stores).resourceCountIs('AWS::OpenSearchService::Domain', 0);
});

test.each([
  [{ tables: { shoop: { tableArn: ARN, streamArn: STREAM } } }, /no table shoop: did you mean shop\?/],
  [
    { tables: { shop: { tableArn: ARN, streamArn: 'arn:aws:dynamodb:::table/x/stream/1' } } },
    /what stage prod has already is wrong:\n.*copy it from the table's page/,
  ],
  [{ searchEndpoint: 'http://search.example.com' }, /give https:/],
  [{ settings: { alarms: { minutesBehind: 0 } } }, /alarms\.minutesBehind is 0: give a whole number, 1 to 60/],
  [{ settings: { alarms: { letter: 5 } as never } }, /alarms\.letter is no setting: did you mean letters\?/],
  [{ settings: { queryScanLimitGiB: 0 } }, /queryScanLimitGiB is 0/],
  [
    { settings: { eventPatternCharacters: 2_047 } },
    /eventPatternCharacters is 2047: give a whole number, 2048 to 65,536/,
  ],
  [
    { settings: { search: { instanceType: 'r7g.large.search', instances: 4, zones: 3, volumeGiB: 100 } } } as const,
    /multiple of zones \(3\)/,
  ],
  [
    { settings: { search: { instanceType: 'r7g.large', instances: 3, zones: 3, volumeGiB: 1 } } } as const,
    /volumeGiB is 1.*\n.*end with \.search/,
  ],
])('%o is refused with the fix', (prod, sentence) => {
  expect(() => appIn('prod', { prod })).toThrow(sentence);
});

test.each(['dev', 'prod'] as const)('no export of the stores is in use in %s: each can go in one deploy', (stage) => {
  const { pipeline, stores } = appIn(stage);

  expect(JSON.stringify(Template.fromStack(pipeline).toJSON())).not.toContain('Fn::ImportValue');
  expect(JSON.stringify(Template.fromStack(pipeline).toJSON())).toContain('Fn::GetStackOutput');
  // For pipelines of before, which still import them.
  expect(JSON.stringify(Template.fromStack(stores).toJSON().Outputs)).toContain('ExportsOutput');
});

test('an emulator of somebody else gets strong references', () => {
  const { pipeline } = appIn('dev', {}, { '@aws-cdk/core:defaultCrossStackReferences': 'strong' });

  expect(JSON.stringify(Template.fromStack(pipeline).toJSON())).not.toContain('Fn::GetStackOutput');
});

describe('functions', () => {
  const functionIn = (template: Template, name: string) =>
    Object.values(resourcesOf(template, 'AWS::Lambda::Function')).find(
      ({ Properties }) => Properties['FunctionName'] === `headwater-prod-${name}`,
    )?.Properties;

  test('get what the stage says, and their buffers what follows from it', () => {
    const functions = {
      normalizers: { memoryMB: 512, timeoutSeconds: 120, batchesPerShard: 4, reservedConcurrency: 40 },
      consumers: {
        search: { memoryMB: 1_024, maximumConcurrency: 20, reservedConcurrency: 20 },
        analytics: { timeoutSeconds: 90 },
      },
      auditor: { timeoutSeconds: 600 },
      compactor: { memoryMB: 3_538, storageGiB: 8 },
    };
    const template = Template.fromStack(appIn('prod', { prod: { settings: { functions } } }).pipeline);

    expect(functionIn(template, 'normalizer-shop')).toMatchObject({
      MemorySize: 512,
      Timeout: 120,
      ReservedConcurrentExecutions: 40,
    });
    expect(functionIn(template, 'consumer-search')).toMatchObject({
      MemorySize: 1_024,
      Timeout: 30,
      ReservedConcurrentExecutions: 20,
    });
    expect(functionIn(template, 'auditor')).toMatchObject({ MemorySize: 256, Timeout: 600 });
    expect(functionIn(template, 'compactor')).toMatchObject({
      MemorySize: 3_538,
      Timeout: 900,
      EphemeralStorage: { Size: 8_192 },
    });
    expect(functionIn(template, 'consumer-analytics')).toMatchObject({ MemorySize: 256, Timeout: 90 });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { ParallelizationFactor: 4 });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { ScalingConfig: { MaximumConcurrency: 20 } });
    const queues = Object.entries(resourcesOf(template, 'AWS::SQS::Queue'));
    const buffer = queues.find(([id]) => id.startsWith('ConsumerAnalyticsBuffer'))?.[1].Properties;
    const { batchWindowSeconds = 1 } = headwater.consumers.find(({ name }) => name === 'analytics') ?? {};
    expect(buffer?.['VisibilityTimeout']).toBe(6 * 90 + batchWindowSeconds);
  });

  test('of an export, too', () => {
    const functions = { exportWorkers: { memoryMB: 3_000, timeoutSeconds: 300, filesAtOnce: 7 } };
    const definition = { ...headwater, exportBackfill: true };
    const template = Template.fromStack(appIn('prod', { prod: { settings: { functions } } }, {}, definition).pipeline);

    expect(functionIn(template, 'export-worker-shop')).toMatchObject({ MemorySize: 3_000, Timeout: 300 });
    const [machine] = Object.values(resourcesOf(template, 'AWS::StepFunctions::StateMachine'));
    expect(JSON.stringify(machine?.Properties)).toContain('\\"MaxConcurrency\\":7');
  });

  test.each<[FunctionProps, RegExp]>([
    [{ normalizers: { memoryMB: 128 } }, /functions\.normalizers\.memoryMB is 128: give a whole number, 256 to 10,240/],
    [{ normalizers: { timeoutSeconds: 901 } }, /normalizers\.timeoutSeconds is 901: give a whole number, 30 to 900/],
    [{ normalizers: { reservedConcurrency: 9 } }, /give at least batchesPerShard \(10\)/],
    [{ consumers: { serch: {} } }, /functions\.consumers\.serch: did you mean search\?/],
    [{ consumers: { search: { maximumConcurrency: 1 } } }, /maximumConcurrency is 1: give a whole number, 2 to 1,000/],
    [
      { consumers: { search: { reservedConcurrency: 3 } } },
      /give at least maximumConcurrency \(5\), or Lambda throttles/,
    ],
    [{ consumers: { search: { timeoutSeconds: 60 } } }, /it is 30, because a reindex waits so long/],
    [{ consumers: { 'low-stock': { timeoutSeconds: 31 } } }, /it is 30, because a side effect that began so long ago/],
    [{ consumers: { analytics: { timeoutSeconds: 241 } } }, /timeoutSeconds is 241: give a whole number, 30 to 240/],
    [{ compactor: { timeoutSeconds: 60 } as never }, /compactor\.timeoutSeconds cannot be set: it is 900/],
    [{ compactor: { memory: 2_000 } as never }, /functions\.compactor\.memory: did you mean memoryMB\?/],
    [{ auditors: { memoryMB: 512 } } as never, /functions\.auditors: did you mean auditor\?/],
  ])('%o is refused with the reason', (functions, sentence) => {
    expect(() => appIn('prod', { prod: { settings: { functions } } })).toThrow(sentence);
  });

  test('take whole numbers within their ranges, and no others', () => {
    const copy: Consumer = { type: 'analytics', name: 'copy', entities: [] };
    const RANGES = [
      ['normalizers', 'memoryMB', 256, 10_240],
      ['normalizers', 'timeoutSeconds', 30, 900],
      ['normalizers', 'batchesPerShard', 1, 10],
      ['normalizers', 'reservedConcurrency', 10, 10_000],
      ['consumers', 'memoryMB', 256, 10_240],
      ['consumers', 'timeoutSeconds', 30, 240],
      ['consumers', 'maximumConcurrency', 2, 1_000],
      ['consumers', 'reservedConcurrency', 5, 10_000],
      ['searchSetup', 'timeoutSeconds', 60, 900],
      ['auditor', 'timeoutSeconds', 120, 900],
      ['tombstonePurge', 'timeoutSeconds', 60, 900],
      ['compactor', 'memoryMB', 1_024, 10_240],
      ['compactor', 'storageGiB', 4, 10],
      ['exportWorkers', 'memoryMB', 1_769, 10_240],
      ['exportWorkers', 'timeoutSeconds', 120, 900],
      ['exportWorkers', 'filesAtOnce', 1, 1_000],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...RANGES),
        fc.oneof(fc.integer({ min: -10, max: 12_000 }), fc.integer({ min: -10, max: 1_000 }), fc.double()),
        ([group, setting, least, most], value) => {
          const size = { [setting]: value };
          const functions = { [group]: group === 'consumers' ? { copy: size } : size } as FunctionProps;
          const settled = () => settingsOf('dev', { functions }, [copy]);
          if (Number.isInteger(value) && value >= least && value <= most) settled();
          else
            expect(settled).toThrow(`${group === 'consumers' ? 'consumers.copy' : group}.${setting} is ${value}: give`);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('a message lies in the DLQ before its queue forgets it, whatever its function does', () => {
    const FORGOTTEN_SECONDS = 7 * 86_400;
    const sizes = { timeoutSeconds: fc.integer({ min: 30, max: 240 }) };
    const settings = {
      maximumReceives: fc.integer({ min: 1, max: 1_000 }),
      batchWindowSeconds: fc.integer({ min: 0, max: 300 }),
    };
    fc.assert(
      fc.property(fc.record(sizes), fc.record(settings), (size, said) => {
        const consumer: Consumer = { type: 'analytics', name: 'copy', entities: [], ...said };
        const longest = said.maximumReceives * (6 * size.timeoutSeconds + said.batchWindowSeconds);
        const settled = () => settingsOf('dev', { functions: { consumers: { copy: size } } }, [consumer]);
        if (longest <= FORGOTTEN_SECONDS - 86_400) settled();
        else expect(settled).toThrow(/and its queue forgets it after 7: give a shorter timeout, or fewer/);
      }),
    );
  });

  test('no consumer that a definition takes is refused for what it says itself', () => {
    const most: Consumer = {
      type: 'search',
      name: 'search',
      entities: [],
      maximumReceives: 1_000,
      batchWindowSeconds: 300,
      maximumConcurrency: 1_000,
    };
    expect(() => settingsOf('dev', { functions: { consumers: { search: {} } } }, [most])).not.toThrow();
  });
});

describe('alarms', () => {
  test('go off where the stage says', () => {
    const alarms = { letters: 7, drifted: 9, oldestMessageMinutes: 30, iteratorAgeMinutes: 11, minutesBehind: 4 };
    const template = Template.fromStack(appIn('prod', { prod: { settings: { alarms } } }).pipeline);

    expect(thresholdOf(template, /SearchDeadLetters/)).toMatchObject([{ Threshold: 7, EvaluationPeriods: 1 }]);
    expect(thresholdOf(template, /FilmDrifted/)).toMatchObject([{ Threshold: 9, EvaluationPeriods: 1 }]);
    expect(thresholdOf(template, /SearchOldestMessage/)).toMatchObject([{ Threshold: 1_800, EvaluationPeriods: 4 }]);
    expect(thresholdOf(template, /IteratorAge/)).toMatchObject([{ Threshold: 660_000, EvaluationPeriods: 4 }]);
  });

  test('take whole numbers within their ranges, and no others', () => {
    const MOST: AlarmThresholds = {
      letters: 1_000_000,
      drifted: 1_000_000,
      oldestMessageMinutes: 10_080,
      iteratorAgeMinutes: 720,
      minutesBehind: 60,
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(ALARMS) as (keyof AlarmThresholds)[])),
        fc.oneof(fc.integer({ min: -10, max: 2_000_000 }), fc.double()),
        (name, value) => {
          const isRight = Number.isInteger(value) && value >= 1 && value <= MOST[name];
          const settings = () => settingsOf('dev', { alarms: { [name]: value } });
          if (isRight) expect(settings().alarms).toEqual({ ...ALARMS, [name]: value });
          else expect(settings).toThrow(`alarms.${name} is`);
        },
      ),
    );
  });

  test('a protected stage whose alarms notify nobody says so', () => {
    const silent = Match.stringLikeRegexp('the alarms of prod notify nobody');
    const topic = 'arn:aws:sns:eu-central-1:111122223333:on-call';

    expect(Annotations.fromStack(appIn('prod').pipeline).findWarning('*', silent)).toHaveLength(1);
    expect(Annotations.fromStack(appIn('dev').pipeline).findWarning('*', Match.anyValue())).toEqual([]);
    for (const spoken of [
      appIn('prod', { prod: { alarmTopicArn: topic } }),
      appIn('prod', {}, { alarmTopic: topic }),
    ]) {
      expect(Annotations.fromStack(spoken.pipeline).findWarning('*', silent)).toEqual([]);
      Template.fromStack(spoken.pipeline).hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [topic] });
    }
  });
});
