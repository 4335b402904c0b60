import { Stack, Tags } from 'aws-cdk-lib/core';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { dirname } from 'node:path';
import { madeDefinition } from '../shared/domain/definition/define.ts';
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { shapeProblems } from '../shared/domain/definition/shape.ts';
import { setConfigFile } from './constructs/config-file.ts';
import { definitionFileOf } from './definition-file.ts';
import { givenProblems } from './given-problems.ts';
import { Pipeline } from './pipeline.ts';
import { PropsError, refuseProps } from './props-error.ts';
import { CONSTRUCT } from './props-schema.ts';
import { type Given, Stores } from './stores.ts';
import { checkHandlers } from './handler-files.ts';
import { deploymentName } from './names.ts';
import { takeName } from './name-taken.ts';
import { checkTableNames } from './table-names.ts';
import { SizeCheck } from './size-check.ts';
import { showWarnings, warnOfSilentAlarms } from './show-warnings.ts';
import { type SettingsProps, settingsOf } from './stage-props.ts';
import { stageSettings } from './stages.ts';
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
    this.checkProps(props);
    const { definition, alarmTopic, stage: stageName = 'dev' } = props;
    checkTableNames(definition, props.tables);
    const file = definitionFileOf(`${this.node.path}: definitionFile`, props.definitionFile);
    checkHandlers(definition, dirname(file));
    setConfigFile(this, file);
    stageSettings(stageName, "give stage: 'dev' or stage: 'prod'");
    const stage = settingsOf(stageName, props.settings, definition.consumers);
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
    if (!alarmTopic) warnOfSilentAlarms(this, stage, 'name one as alarmTopic');
    SizeCheck.ofStackAround(this);
    Tags.of(this).add('headwater', deploymentName(definition, stage));
  }

  private checkProps(props: HeadwaterProps): void {
    const { path } = this.node;
    refuseProps(`the props of ${path} are wrong`, shapeProblems(CONSTRUCT, props, 'props'));
    refuseProps(`the props of ${path} are wrong`, givenProblems(props));
    if (madeDefinition(props.definition) === undefined) {
      throw new PropsError(`${path}: the definition is not one that defineHeadwater made`);
    }
    const stack = Stack.of(this);
    const other = stack.node
      .findAll()
      .find((one) => one instanceof Headwater && one !== this && Stack.of(one) === stack);
    if (!other) return;
    const fix = 'give each a stack of its own, or one definition the tables of both';
    throw new PropsError(
      `${path}: ${other.node.path} is in stack ${stack.node.path} already, and its outputs have fixed names: ${fix}`,
    );
  }
}
