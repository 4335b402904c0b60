/** What an app says of its stages: what is there already, settings, thresholds, whom alarms notify. */
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import headwater from '../fixtures/shop/headwater.config.ts';
import { ALARMS, type AlarmThresholds } from '../../infra/alarm-thresholds.ts';
import { headwaterApp, type HeadwaterAppProps } from '../../infra/headwater-app.ts';
import { settingsOf } from '../../infra/stage-props.ts';
import { project } from '../../shared/project/project.ts';
import { resourcesOf } from './support/synth.ts';

const ARN = 'arn:aws:dynamodb:eu-central-1:111122223333:table/live-shop';
const STREAM = `${ARN}/stream/2026-11-30T00:00:00.000`;

function appIn(stage: 'dev' | 'prod', stages: HeadwaterAppProps['stages'] = {}, context = {}) {
  return headwaterApp(headwater, project().config, {
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
  [{ settings: { alarms: { letter: 5 } as never } }, /alarms\.letter: there are letters, drifted/],
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
