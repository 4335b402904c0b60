import { Tags } from 'aws-cdk-lib/core';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { madeDefinition } from '../shared/domain/definition/define.ts';
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { HeadwaterError } from '../shared/domain/errors.ts';
import { setConfigFile } from './constructs/config-file.ts';
import { Pipeline } from './pipeline.ts';
import { type Given, Stores } from './stores.ts';
import { checkHandlers } from './handler-files.ts';
import { deploymentName } from './names.ts';
import { takeName } from './name-taken.ts';
import { checkTableNames } from './table-names.ts';
import { SizeCheck } from './size-check.ts';
import { showWarnings, warnOfSilentAlarms } from './show-warnings.ts';
import { type SettingsProps, settingsOf } from './stage-props.ts';
import { whereItRuns } from './where-it-runs.ts';

/** Props of `Headwater`. */
export interface HeadwaterProps extends Given {
  /** What `defineHeadwater` made. */
  readonly definition: HeadwaterDefinition;
  /** The file that has it as its default export, which functions take in: absolute, or a file URL. */
  readonly definitionFile: string | URL;
  /** dev or prod: whose settings are taken, and part of the resources' names. @default 'dev' */
  readonly stage?: string;
  /** Settings instead of the stage's. @default the stage's, infra/stages.ts */
  readonly settings?: SettingsProps;
  /** What alarms notify. @default none: alarms change colour only */
  readonly alarmTopic?: ITopic;
}

/**
 * The whole of Headwater in a stack of your own: one in a stack, since its outputs have fixed names (`--stack` names it to the command
 * line). What it is given (tables, bus, search domain) is used, never changed; the rest is made.
 *
 * @throws HeadwaterError HW_CONFIG, StageError
 * @example
 * import { App, Stack } from 'aws-cdk-lib';
 * import { Table } from 'aws-cdk-lib/aws-dynamodb';
 * import definition from './headwater.config.ts';
 *
 * const stack = new Stack(new App(), 'Till');
 * new Headwater(stack, 'Sync', {
 *   definition,
 *   definitionFile: new URL('headwater.config.ts', import.meta.url),
 *   tables: { catalogue: Table.fromTableAttributes(stack, 'Catalogue', { tableArn: '<arn>', tableStreamArn: '<arn>' }) },
 * });
 */
export class Headwater extends Construct {
  /** What holds data. */
  readonly stores: Stores;
  /** What moves changes. */
  readonly pipeline: Pipeline;

  constructor(scope: Construct, id: string, props: HeadwaterProps) {
    super(scope, id);
    const { definition, definitionFile, alarmTopic } = props;
    const file = definitionFile instanceof URL ? fileURLToPath(definitionFile) : definitionFile;
    if (madeDefinition(definition) === undefined) {
      throw new HeadwaterError('HW_CONFIG', `${this.node.path}: the definition is not one that defineHeadwater made`);
    }
    checkTableNames(definition, props.tables);
    checkHandlers(definition, dirname(file));
    setConfigFile(this, file);
    const stage = settingsOf(props.stage ?? 'dev', props.settings, definition.consumers);
    takeName(this, deploymentName(definition, stage));
    this.stores = new Stores(new Construct(this, 'Stores'), { definition, stage, given: props });
    this.pipeline = new Pipeline(new Construct(this, 'Pipeline'), {
      definition,
      stage,
      stores: this.stores,
      ...whereItRuns(this),
      ...(alarmTopic && { alarmTopicArn: alarmTopic.topicArn }),
    });
    showWarnings(this, definition);
    if (!alarmTopic) warnOfSilentAlarms(this, stage);
    SizeCheck.ofStackAround(this);
    Tags.of(this).add('headwater', deploymentName(definition, stage));
  }
}
