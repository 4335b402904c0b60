/**
 * What the props of the app and of the construct may hold: their names, and of what kind each is. Ranges of numbers are looked at
 * afterwards (setting-problems.ts, function-problems.ts).
 */
import type { AppProps } from 'aws-cdk-lib/core';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import Type, { type TSchema } from 'typebox';
import { apart, closed, flag, maybe, text } from '../shared/domain/definition/settings.ts';
import type { SettingsOf } from '../shared/domain/definition/shape.ts';
import type { AlarmThresholds } from './alarm-thresholds.ts';
import type { HeadwaterAppProps } from './headwater-app.ts';
import type { HeadwaterProps } from './headwater.ts';
import type { SettingsProps, StageProps } from './stage-props.ts';
import type { SearchSize, StageName } from './stages.ts';

/** An object whose names are looked at elsewhere. */
const anObject = (give: string): TSchema => Type.Record(Type.String(), apart(), { give });
const objects = (inner: string, give: string): TSchema => Type.Record(Type.String(), anObject(inner), { give });

const SIZES = 'give an object of sizes, such as { memoryMB: 512 }';
const INSTANCE_TYPE = text("give an instance type of OpenSearch Service, such as 'r7g.large.search'");
const DAYS = Object.values(RetentionDays).filter((days) => typeof days === 'number');

const SEARCH = closed(
  {
    instanceType: INSTANCE_TYPE,
    instances: apart(),
    zones: apart(),
    managers: maybe(
      closed(
        {
          instanceType: INSTANCE_TYPE,
          instances: Type.Literal(3, { give: 'give 3: with two, none is elected when one fails' }),
        } satisfies SettingsOf<NonNullable<SearchSize['managers']>>,
        { give: "give { instanceType: 'm7g.large.search', instances: 3 }, or leave it out" },
      ),
    ),
    volumeGiB: apart(),
  } satisfies SettingsOf<SearchSize>,
  { give: 'give { instanceType, instances, zones, volumeGiB }' },
);

const ALARMS = closed(
  {
    letters: apart(),
    drifted: apart(),
    oldestMessageMinutes: apart(),
    iteratorAgeMinutes: apart(),
    minutesBehind: apart(),
  } satisfies SettingsOf<AlarmThresholds>,
  { give: 'give an object of thresholds, such as { letters: 5 }' },
);

export const SETTINGS = closed(
  {
    protectData: maybe(flag()),
    search: maybe(SEARCH),
    logRetention: maybe(
      Type.Union(
        DAYS.map((days) => Type.Literal(days)),
        { give: 'give a RetentionDays of aws-cdk-lib/aws-logs, such as RetentionDays.TWO_WEEKS' },
      ),
    ),
    queryScanLimitGiB: apart(),
    eventPatternCharacters: apart(),
    eventSchemas: maybe(flag()),
    entityQueries: maybe(flag()),
    alarms: maybe(ALARMS),
    functions: maybe(objects(SIZES, 'give an object, such as { auditor: { memoryMB: 512 } }')),
  } satisfies SettingsOf<SettingsProps>,
  {
    give: 'give an object, such as { protectData: true }',
    elsewhere: { name: "cannot be set: it is the stage's own" },
  },
);

/** Of `settings.functions.consumers`. */
export const CONSUMER_SIZES = objects(SIZES, 'give an object by name, such as { search: { maximumConcurrency: 20 } }');

const STAGE = closed(
  {
    settings: apart(),
    tables: maybe(
      objects('give { tableArn, streamArn }', 'give an object by name: { <table>: { tableArn, streamArn } }'),
    ),
    searchEndpoint: maybe(text('give https://<host>')),
    alarmTopicArn: apart(),
  } satisfies SettingsOf<StageProps>,
  { give: 'give an object, such as { settings: { protectData: true } }', aka: { existing: 'tables' } },
);

const ofAStage = 'is said of a stage: write stages: { prod: { ... } }';

export const APP = closed(
  {
    stages: maybe(
      closed({ dev: maybe(STAGE), prod: maybe(STAGE) } satisfies Record<StageName, TSchema>, {
        give: 'give { dev: { ... }, prod: { ... } }',
      }),
    ),
    // What follows is the CDK's.
    autoSynth: apart(),
    outdir: apart(),
    stackTraces: apart(),
    analyticsReporting: apart(),
    performanceReporting: apart(),
    context: apart(),
    postCliContext: apart(),
    treeMetadata: apart(),
    builtinCloudFormationValidation: apart(),
    confirmValidationPluginsDoNotMutate: apart(),
    defaultStackSynthesizer: apart(),
    // Deprecated, and taken by the CDK still.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    policyValidationBeta1: apart(),
    propertyInjectors: apart(),
  } satisfies SettingsOf<HeadwaterAppProps & AppProps>,
  {
    give: 'give an object, such as { stages: { prod: { ... } } }',
    elsewhere: {
      dev: 'is a stage: write stages: { dev: { ... } }',
      prod: 'is a stage: write stages: { prod: { ... } }',
      settings: ofAStage,
      tables: ofAStage,
      searchEndpoint: ofAStage,
      alarmTopicArn: ofAStage,
    },
  },
);

/** What is there already is looked at by given-problems.ts. */
export const CONSTRUCT = closed(
  {
    definition: apart(),
    definitionFile: apart(),
    stage: apart(),
    settings: apart(),
    alarmTopic: apart(),
    tables: apart(),
    bus: apart(),
    searchDomain: apart(),
  } satisfies SettingsOf<HeadwaterProps>,
  {
    give: "give { definition, definitionFile: new URL('headwater.config.ts', import.meta.url) }",
    elsewhere: {
      searchEndpoint: 'is no prop: it stands in the definition; for a domain of OpenSearch Service give searchDomain',
      stages: 'is a prop of the ready-made app: give stage and settings',
    },
  },
);
