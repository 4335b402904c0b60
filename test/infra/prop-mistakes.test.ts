/** What an app's entry says wrongly, of the ready-made app and of the construct: a sentence that names the prop, and never silence. */
import { App, type AppProps, Fn, Stack } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import fc from 'fast-check';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import headwater from '../fixtures/shop/headwater.config.ts';
import { FEATURE_FLAGS } from '../../infra/feature-flags.ts';
import { Headwater } from '../../infra/headwater.ts';
import { headwaterApp, type HeadwaterAppProps } from '../../infra/headwater-app.ts';
import { settingsOf } from '../../infra/stage-props.ts';
import { stageSettings } from '../../infra/stages.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { project } from '../../shared/project/project.ts';
import { resourcesOf } from './support/synth.ts';

const { config } = project();
const UNBUNDLED = { 'aws:cdk:bundling-stacks': [] };
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:on-call';
const outdir = () => mkdtempSync(join(tmpdir(), 'headwater-mistakes-'));

/** Node does not read types: any value can come. */
function appWith(props: unknown, context: object = {}) {
  const ofApp: AppProps = {
    context: { ...UNBUNDLED, stage: 'prod', ...context },
    outdir: outdir(),
    analyticsReporting: false,
  };
  return headwaterApp(headwater, config, { ...ofApp, ...(props as HeadwaterAppProps) });
}

function stackOfTheirs(): Stack {
  const context = { ...FEATURE_FLAGS, ...UNBUNDLED };
  return new Stack(new App({ context, outdir: outdir(), analyticsReporting: false }), 'Till');
}

function constructWith(props: object, stack = stackOfTheirs()): Headwater {
  return new Headwater(stack, 'Sync', { definition: headwater, definitionFile: config, ...props });
}

function mistakeOf(make: () => unknown): HeadwaterError {
  try {
    make();
  } catch (error) {
    if (error instanceof HeadwaterError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('what is undefined is as the stage has it', () => {
  /** A stage's own settings, some of them undefined, some left out, the rest said again; at each level. */
  function thinned(value: object): fc.Arbitrary<object> {
    const parts = Object.entries(value).map(([name, one]: [string, unknown]) => {
      // The name is none, and search is given whole.
      if (name === 'name') return fc.constant([]);
      const whole = fc.constantFrom([[name, one]], [[name, undefined]], []);
      const inner = typeof one === 'object' && one !== null && name !== 'search';
      return inner
        ? fc.oneof(
            whole,
            thinned(one).map((less) => [[name, less]]),
          )
        : whole;
    });
    return fc.tuple(...parts).map((entries) => Object.fromEntries(entries.flat() as [string, unknown][]));
  }

  test.each(['dev', 'prod'] as const)('of %s, at each level', (stage) => {
    const settings = stageSettings(stage);
    const said = { ...settings, functions: { ...settings.functions, consumers: { search: { memoryMB: 512 } } } };
    fc.assert(
      fc.property(thinned(said), (given) => {
        const { functions, ...rest } = settingsOf(stage, given, headwater.consumers);
        const { functions: own, ...ownRest } = settings;
        expect(rest).toEqual(ownRest);
        expect({ ...functions, consumers: {} }).toEqual(own);
        expect([{}, { search: {} }, { search: { memoryMB: 512 } }]).toContainEqual(functions.consumers);
        for (const size of Object.values(functions.consumers)) expect(Object.values(size)).not.toContain(undefined);
      }),
    );
  });

  test('so prod stays protected, in the app and in the construct', () => {
    const settings = { protectData: undefined, logRetention: undefined, search: undefined };
    const { stores } = appWith({ stages: { prod: { settings } } });
    const stack = stackOfTheirs();
    constructWith({ stage: 'prod', settings, alarmTopic: undefined, tables: undefined }, stack);

    expect(stores.terminationProtection).toBe(true);
    for (const one of [Template.fromStack(stores), Template.fromStack(stack)]) {
      const policies = Object.values(resourcesOf(one, 'AWS::DynamoDB::Table')).map(
        (table) => table.UpdateReplacePolicy,
      );
      expect(policies).toContain('Retain');
      one.hasResourceProperties('AWS::OpenSearchService::Domain', { ClusterConfig: { InstanceCount: 3 } });
      one.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
    }
  });
});

const SETTINGS: readonly [settings: unknown, sentence: string][] = [
  ['big', 'settings is "big": give an object'],
  [null, 'settings is null: give an object'],
  [['big'], 'settings is a list: give an object'],
  [{ memroy: 1 }, 'settings.memroy is no setting: take it away (there are protectData, search'],
  [{ protectdata: true }, 'settings.protectdata is no setting: did you mean protectData?'],
  [{ name: 'dev' }, "settings.name cannot be set: it is the stage's own"],
  [{ protectData: 'yes' }, 'settings.protectData is "yes": write true or false'],
  [{ eventSchemas: 1 }, 'settings.eventSchemas is 1: write true or false'],
  [{ entityQueries: null }, 'settings.entityQueries is null: write true or false'],
  [{ logRetention: 'two weeks' }, 'settings.logRetention is "two weeks": give a RetentionDays'],
  [{ logRetention: 8 }, 'settings.logRetention is 8: give a RetentionDays'],
  [{ queryScanLimitGiB: '100' }, 'queryScanLimitGiB is "100": give a number, 0.01 to 1,000,000'],
  [{ eventPatternCharacters: '4096' }, 'eventPatternCharacters is "4096": give a whole number'],
  [{ search: 'large' }, 'settings.search is "large": give { instanceType'],
  [{ search: { instances: 3 } }, 'settings.search.instanceType is missing: give an instance type'],
  [{ search: { instanceType: 'm7g.large.search', zones: 3, volumeGiB: 10 } }, 'search.instances is undefined: give'],
  [
    { search: { ...stageSettings('prod').search, managers: { instanceType: 'm7g.large.search', instances: 2 } } },
    'settings.search.managers.instances is 2: give 3',
  ],
  [{ search: { ...stageSettings('prod').search, volume: 10 } }, 'settings.search.volume is no setting: did you mean'],
  [{ search: { ...stageSettings('prod').search, instances: '3' } }, 'search.instances is "3": give a whole number'],
  [{ alarms: 5 }, 'settings.alarms is 5: give an object of thresholds'],
  [{ alarms: { letters: '5' } }, 'alarms.letters is "5": give a whole number, 1 to 1,000,000'],
  [{ alarms: { leters: 5 } }, 'settings.alarms.leters is no setting: did you mean letters?'],
  [{ alarms: { constructor: 5 } }, 'settings.alarms.constructor is no setting'],
  [{ functions: 'big' }, 'settings.functions is "big": give an object'],
  [{ functions: { auditor: 512 } }, 'settings.functions.auditor is 512: give an object of sizes'],
  [{ functions: { auditor: { memoryMB: '512' } } }, 'functions.auditor.memoryMB is "512": give a whole number'],
  [{ functions: { consumers: [] } }, 'settings.functions.consumers is a list: give an object'],
  [{ functions: { consumers: { search: 20 } } }, 'settings.functions.consumers.search is 20: give an object of sizes'],
];

test.each(SETTINGS)('settings %o are refused, in the app and in the construct', (settings, sentence) => {
  expect(() => appWith({ stages: { prod: { settings } } })).toThrow(sentence);
  expect(() => constructWith({ stage: 'prod', settings })).toThrow(sentence);
});

test('all stages are looked at, whichever is synthesized', () => {
  const wrong = [
    { settings: { alarms: { letters: 0 } } },
    { searchEndpoint: 'http://search.example.com' },
    { tables: { shop: { tableArn: 'x', streamArn: 'y' } } },
    { alarmTopicArn: 'pager' },
  ];
  for (const prod of wrong) {
    expect(() => appWith({ stages: { prod } }, { stage: 'dev' })).toThrow(/prod|existing/);
    expect(() => appWith({ stages: { dev: prod } }, { stage: 'prod' })).toThrow(/dev|existing/);
  }
});

test.each<[props: unknown, sentence: string]>([
  [{ stage: {} }, 'stage is no setting: did you mean stages?'],
  [{ stages: 'prod' }, 'stages is "prod": give { dev'],
  [{ stages: { test: {} } }, 'stages.test is no setting: take it away (there are dev, prod)'],
  [{ stages: { Prod: {} } }, 'stages.Prod is no setting: did you mean prod?'],
  [{ stages: { prod: 'large' } }, 'stages.prod is "large": give an object'],
  [{ stages: { prod: { setings: {} } } }, 'stages.prod.setings is no setting: did you mean settings?'],
  [{ stages: { prod: { alarmTopic: TOPIC } } }, 'stages.prod.alarmTopic is no setting: did you mean alarmTopicArn?'],
  [{ stages: { prod: { tables: { shop: 'x' } } } }, 'stages.prod.tables.shop is "x": give { tableArn, streamArn }'],
  [{ stages: { prod: { tables: 'shop' } } }, 'stages.prod.tables is "shop": give an object by name'],
  [{ stages: { prod: { searchEndpoint: 5 } } }, 'stages.prod.searchEndpoint is 5: give https://<host>'],
  [{ prod: {} }, 'prod is a stage: write stages: { prod: { ... } }'],
  [{ settings: {} }, 'settings is said of a stage: write stages'],
])('the app refuses %o', (props, sentence) => {
  const mistake = mistakeOf(() => appWith(props));

  expect(mistake.message).toContain(sentence);
  expect(mistake.code).toBe('HW_CONFIG');
  expect(mistake.next).toBe('Correct it where the CDK app is made, as the message says, then synthesize again.');
});

test("the app takes what the CDK's own App takes", () => {
  const { app } = appWith({ stackTraces: false, treeMetadata: false, context: { ...UNBUNDLED, own: 'value' } });

  expect(app.node.tryGetContext('own')).toBe('value');
});

test('the app refuses props that are none', () => {
  expect(() => headwaterApp(headwater, config, 'prod' as never)).toThrow('props is "prod": give an object');
});

test.each<[props: object, sentence: string]>([
  [{ tabels: {} }, 'tabels is no setting: did you mean tables?'],
  [{ alarmTopicArn: TOPIC }, 'alarmTopicArn is no setting: did you mean alarmTopic?'],
  [{ searchEndpoint: 'https://x' }, 'searchEndpoint is no prop: it stands in the definition'],
  [{ alarmTopic: TOPIC }, `alarmTopic is "${TOPIC}": give an ITopic, such as Topic.fromTopicArn(`],
  [{ alarmTopic: null }, 'alarmTopic is null: give an ITopic'],
  [{ searchDomain: 'https://x' }, 'searchDomain is "https://x": give an IDomain, such as Domain.fromDomainEndpoint('],
  [{ bus: 'my-bus' }, 'bus is "my-bus": give an IEventBus, such as EventBus.fromEventBusName('],
  [{ bus: {} }, 'bus is an object: give an IEventBus'],
  [{ tables: { shop: 'x' } }, 'tables.shop is "x": give an ITable, such as Table.fromTableAttributes('],
  [{ tables: ['x'] }, 'tables is a list: give an object by name'],
])('the construct refuses %o', (props, sentence) => {
  const mistake = mistakeOf(() => constructWith(props));

  expect(mistake.message).toContain('the props of Till/Sync are wrong');
  expect(mistake.message).toContain(sentence);
  expect(mistake.next).toContain('where the CDK app is made');
});

test('resources that the CDK looked up are none of these mistakes', () => {
  const stack = stackOfTheirs();
  const bus = EventBus.fromEventBusName(stack, 'TheirBus', 'theirs');

  expect(() => constructWith({ bus, alarmTopic: Topic.fromTopicArn(stack, 'T', TOPIC) }, stack)).not.toThrow();
});

test('two Headwaters in one stack are refused with the fix, and in two they are not', () => {
  const stack = stackOfTheirs();
  constructWith({}, stack);
  const second = (scope: Stack) => new Headwater(scope, 'Second', { definition: headwater, definitionFile: config });

  expect(() => second(stack)).toThrow(
    'Till/Second: Till/Sync is in stack Till already, and its outputs have fixed names: give each a stack of its own',
  );
  expect(() => second(new Stack(App.of(stack), 'Other'))).not.toThrow();
});

test("the construct's sentences speak of its props", () => {
  expect(() => constructWith({ stage: 'production' })).toThrow(
    `there is no stage "production": give stage: 'dev' or stage: 'prod'`,
  );
  expect(() => constructWith({ stage: null })).toThrow('there is no stage "null": give stage');

  const warnings = (scope: Stack) => JSON.stringify(scope.node.findAll().flatMap(({ node }) => node.metadata));
  const stack = stackOfTheirs();
  constructWith({ stage: 'prod' }, stack);
  expect(warnings(stack)).toContain('is taken away: name one as alarmTopic [');
  expect(warnings(appWith({}).pipeline)).toContain('name one as alarmTopicArn of the stage, or with -c alarmTopic=');
});

describe('a topic', () => {
  test.each(['foo', '', 'arn:aws:sns:eu-central-1:1:x', 'arn:aws:sqs:eu-central-1:111122223333:queue', 5, true])(
    '%o is none',
    (wrong) => {
      const fix = "copy it from the topic's page: arn:aws:sns:<region>:<account>:<name>";
      expect(() => appWith({}, { alarmTopic: wrong })).toThrow(`-c alarmTopic is ${JSON.stringify(wrong)}: ${fix}`);
      expect(() => appWith({ stages: { prod: { alarmTopicArn: wrong } } })).toThrow(
        `stages.prod.alarmTopicArn is ${JSON.stringify(wrong)}: ${fix}`,
      );
    },
  );

  test('that only the deploy knows is taken as it is', () => {
    const { pipeline } = appWith({ stages: { prod: { alarmTopicArn: Fn.importValue('on-call') } } });

    Template.fromStack(pipeline).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [{ 'Fn::ImportValue': 'on-call' }],
    });
  });
});
