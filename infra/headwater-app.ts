import { Annotations, App, type AppProps, Stack, Tags } from 'aws-cdk-lib/core';
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { checkStages } from './check-stages.ts';
import { setConfigFile } from './constructs/config-file.ts';
import { definitionFileOf } from './definition-file.ts';
import { FEATURE_FLAGS } from './feature-flags.ts';
import { topicArnOf } from './given-problems.ts';
import { deploymentName } from './names.ts';
import { Pipeline } from './pipeline.ts';
import { Stores } from './stores.ts';
import { SizeCheck } from './size-check.ts';
import { showWarnings, warnOfSilentAlarms } from './show-warnings.ts';
import { definitionIn, settingsOf, type StageProps } from './stage-props.ts';
import { type StageName, stageSettings } from './stages.ts';
import { whereItRuns } from './where-it-runs.ts';

/** Props of the ready-made app: what the CDK's own `App` takes, and what differs between its stages. */
export interface HeadwaterAppProps extends AppProps {
  /** By stage. What is not given is as `infra/stages.ts` has it. */
  readonly stages?: { readonly [S in StageName]?: StageProps };
}

/** What `headwaterApp` gives. */
export interface HeadwaterApp {
  readonly app: App;
  /** Everything that holds data, apart from what processes it: the pipeline can be torn down and made anew beside it. */
  readonly stores: Stack;
  /** Everything that moves changes. */
  readonly pipeline: Stack;
  /** What is in the two, to be adjusted. */
  readonly inner: { readonly stores: Stores; readonly pipeline: Pipeline };
}

/**
 * The app with its two stacks. Context it reads, all optional:
 *
 * - `stage`: dev or prod. Default: dev.
 * - `alarmTopic`: ARN of an SNS topic that alarms notify.
 * - what says which cloud it is: where-it-runs.ts
 *
 * @param configFile the file that the definition is the default export of: a file URL, or an absolute path
 * @param props the settings of all stages are looked at, whichever is synthesized
 * @throws StageError for an unknown stage; HeadwaterError HW_CONFIG for an unknown prop, or settings beyond their range
 * @example
 * import { Tags } from 'aws-cdk-lib';
 * import definition from './headwater.config.ts';
 *
 * const { app, stores } = headwaterApp(definition, new URL('headwater.config.ts', import.meta.url));
 * Tags.of(stores).add('team', 'catalogue');
 * app.synth();
 */
export function headwaterApp(
  everywhere: HeadwaterDefinition,
  configFile: string | URL,
  props: HeadwaterAppProps = {},
): HeadwaterApp {
  checkStages(everywhere, props);
  const file = definitionFileOf('the file of the definition', configFile);
  const { stages = {}, ...ofApp } = props;
  const app = new App({ ...ofApp, context: { ...FEATURE_FLAGS, ...ofApp.context } });
  setConfigFile(app, file);
  const context = (name: string): unknown => app.node.tryGetContext(name);
  const { name: stageName } = stageSettings(context('stage') ?? 'dev');
  const here = stages[stageName] ?? {};
  const stage = settingsOf(stageName, here.settings, everywhere.consumers);
  const definition = definitionIn(everywhere, stageName, here);
  const name = deploymentName(definition, stage);
  const alarmTopicArn =
    topicArnOf('-c alarmTopic', context('alarmTopic')) ?? topicArnOf('alarmTopicArn', here.alarmTopicArn);

  const terminationProtection = stage.protectData;
  const stores = new Stack(app, `${name}-stores`, {
    terminationProtection,
    description: 'Headwater: tables, search domain, analytics copy, bus and archive',
  });
  const pipeline = new Stack(app, `${name}-pipeline`, {
    terminationProtection,
    description: 'Headwater: normalizers, consumers, alarms',
  });
  // The CDK calls it a transitory state; here it is the state in which every change is one deploy (docs/decisions/201).
  Annotations.of(pipeline).acknowledgeWarning('@aws-cdk/core:crossStackReferencesBothTransitional');
  const innerStores = new Stores(stores, { definition, stage });
  const innerPipeline = new Pipeline(pipeline, {
    definition,
    stage,
    stores: innerStores,
    ...whereItRuns(app),
    ...(alarmTopicArn !== undefined && { alarmTopicArn }),
  });
  showWarnings(stores, definition);
  if (alarmTopicArn === undefined) {
    warnOfSilentAlarms(pipeline, stage, 'name one as alarmTopicArn of the stage, or with -c alarmTopic=<ARN>');
  }
  new SizeCheck(app, 'SizeCheck', [stores, pipeline]);
  Tags.of(app).add('headwater', name);
  return { app, stores, pipeline, inner: { stores: innerStores, pipeline: innerPipeline } };
}
