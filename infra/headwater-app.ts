import { App, type AppProps, Stack, Tags } from 'aws-cdk-lib/core';
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { setConfigFile } from './constructs/config-file.ts';
import { FEATURE_FLAGS } from './feature-flags.ts';
import { deploymentName } from './names.ts';
import { Pipeline } from './pipeline.ts';
import { Stores } from './stores.ts';
import { showWarnings } from './show-warnings.ts';
import { stageSettings } from './stages.ts';
import { whereItRuns } from './where-it-runs.ts';

/** What `headwaterApp` gives. */
export interface HeadwaterApp {
  readonly app: App;
  /** Everything that holds data, apart from what processes it: the pipeline can be torn down and made anew beside it. */
  readonly stores: Stack;
  /** Everything that moves changes. */
  readonly pipeline: Stack;
}

/**
 * The app with its two stacks. Context it reads, all optional:
 *
 * - `stage`: dev or prod. Default: dev.
 * - `alarmTopic`: ARN of an SNS topic that alarms notify.
 * - what says which cloud it is: where-it-runs.ts
 *
 * @param configFile the file that the definition is the default export of: absolute
 * @throws StageError for an unknown stage.
 * @example
 * import { Tags } from 'aws-cdk-lib';
 * import { fileURLToPath } from 'node:url';
 * import definition from './headwater.config.ts';
 *
 * const { app, stores } = headwaterApp(definition, fileURLToPath(new URL('headwater.config.ts', import.meta.url)));
 * Tags.of(stores).add('team', 'catalogue');
 * app.synth();
 */
export function headwaterApp(definition: HeadwaterDefinition, configFile: string, props?: AppProps): HeadwaterApp {
  const app = new App({ ...props, context: { ...FEATURE_FLAGS, ...props?.context } });
  setConfigFile(app, configFile);
  const context = (name: string): unknown => app.node.tryGetContext(name);
  const stage = stageSettings(context('stage') ?? 'dev');
  const name = deploymentName(definition, stage);
  const alarmTopicArn = context('alarmTopic');

  const terminationProtection = stage.protectData;
  const stores = new Stack(app, `${name}-stores`, {
    terminationProtection,
    description: 'Headwater: tables, search domain, analytics copy, bus and archive',
  });
  const pipeline = new Stack(app, `${name}-pipeline`, {
    terminationProtection,
    description: 'Headwater: normalizers, consumers, alarms',
  });
  new Pipeline(pipeline, {
    definition,
    stage,
    stores: new Stores(stores, { definition, stage }),
    ...whereItRuns(app),
    ...(typeof alarmTopicArn === 'string' && { alarmTopicArn }),
  });
  showWarnings(stores, definition);
  Tags.of(app).add('headwater', name);
  return { app, stores, pipeline };
}
