import { Annotations, App, type AppProps, Aspects, Tags } from 'aws-cdk-lib/core';
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { definitionWarnings } from '../shared/domain/definition/warnings.ts';
import { setConfigFile } from './constructs/config-file.ts';
import { FEATURE_FLAGS } from './feature-flags.ts';
import { deploymentName } from './names.ts';
import { OmitResources } from './omit-resources.ts';
import { PipelineStack } from './stacks/pipeline-stack.ts';
import { StoresStack } from './stacks/stores-stack.ts';
import { stageSettings } from './stages.ts';

export interface HeadwaterApp {
  readonly app: App;
  readonly stores: StoresStack;
  readonly pipeline: PipelineStack;
}

/**
 * The app with its two stacks. Context it reads, all optional:
 *
 * - `stage`: dev or prod. Default: dev.
 * - `alarmTopic`: ARN of an SNS topic that alarms notify.
 * - `local`: `true` for an emulator, whose OpenSearch speaks plain HTTP.
 * - `functionsRunHere`: `true` for an emulator that runs functions as processes of this machine.
 * - `omit`: resource types to leave out, with commas between them, for a cloud that cannot provision them.
 *
 * @param configFile the file that the definition is the default export of: absolute
 * @throws StageError for an unknown stage.
 */
export function headwaterApp(definition: HeadwaterDefinition, configFile: string, props?: AppProps): HeadwaterApp {
  const app = new App({ ...props, context: { ...FEATURE_FLAGS, ...props?.context } });
  setConfigFile(app, configFile);
  const context = (name: string): unknown => app.node.tryGetContext(name);
  const stage = stageSettings(context('stage') ?? 'dev');
  const name = deploymentName(definition, stage);
  const alarmTopicArn = context('alarmTopic');
  const omit = context('omit');

  const local = String(context('local')) === 'true';
  const here = String(context('functionsRunHere')) === 'true';
  // An emulator's container has the processor of its machine; Lambda functions are deployed for arm64.
  const duckDb = here ? 'here' : local && process.arch === 'x64' ? 'linux-x64' : 'linux-arm64';

  const shared = { definition, stage, terminationProtection: stage.protectData };
  const stores = new StoresStack(app, `${name}-stores`, {
    ...shared,
    description: 'Headwater: tables, search domain, analytics copy, bus and archive',
  });
  const pipeline = new PipelineStack(app, `${name}-pipeline`, {
    ...shared,
    description: 'Headwater: normalizers, consumers, alarms',
    stores,
    searchScheme: local ? 'http' : 'https',
    duckDb,
    ...(typeof alarmTopicArn === 'string' && { alarmTopicArn }),
  });
  for (const [index, warning] of definitionWarnings(definition).entries())
    Annotations.of(stores).addWarningV2(`headwater:definition-${index + 1}`, warning);
  Tags.of(app).add('headwater', name);
  if (typeof omit === 'string') Aspects.of(app).add(new OmitResources(omit.split(',')));
  return { app, stores, pipeline };
}
