/** What an app says of one of its stages: where it runs, and how large. What its rows are stands in the definition. */
import { problemsOf } from '../shared/domain/definition/define.ts';
import { shapeProblems } from '../shared/domain/definition/shape.ts';
import type { Consumer, HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { own } from '../shared/domain/own.ts';
import type { AlarmThresholds } from './alarm-thresholds.ts';
import { functionProblems } from './function-problems.ts';
import { type FunctionProps, withFunctions } from './function-settings.ts';
import { CONSUMER_SIZES, SETTINGS } from './props-schema.ts';
import { refuseProps } from './props-error.ts';
import { settingProblems } from './setting-problems.ts';
import { checkTableNames } from './table-names.ts';
import { stageSettings, type StageSettings } from './stages.ts';
import { withoutUndefined } from './without-undefined.ts';

/** Settings instead of a stage's own. @default the stage's, infra/stages.ts */
export type SettingsProps = Partial<Omit<StageSettings, 'name' | 'alarms' | 'functions'>> & {
  /** When alarms go off. */
  readonly alarms?: Partial<AlarmThresholds>;
  /** How much functions get, and how many run at once. */
  readonly functions?: FunctionProps;
};

/** A table that is there already. */
export interface ExistingTable {
  readonly tableArn: string;
  /** Of a stream of new and old images. */
  readonly streamArn: string;
}

/** One stage of the ready-made app. */
export interface StageProps {
  readonly settings?: SettingsProps;
  /** Tables that are there already in this stage, by the definition's names. @default the definition's `existing` */
  readonly tables?: Readonly<Record<string, ExistingTable>>;
  /** An OpenSearch that is there already in this stage, `https://<host>`. @default the definition's `searchEndpoint` */
  readonly searchEndpoint?: string;
  /** ARN of an SNS topic that alarms notify; the context `alarmTopic` goes before it. @default alarms notify nobody */
  readonly alarmTopicArn?: string;
}

/**
 * @param given what is undefined in it, at any level, is as the stage has it
 * @param consumers of the definition
 * @throws PropsError for an unknown setting, one of another kind, or a value beyond its range; StageError for a stage that is not there
 */
export function settingsOf(
  stage: unknown,
  given: SettingsProps = {},
  consumers: readonly Consumer[] = [],
): StageSettings {
  const settings = stageSettings(stage);
  const headline = `the settings of stage ${settings.name} are wrong`;
  const props = withoutUndefined(given);
  refuseProps(headline, shapeOf(props));
  const merged = {
    ...settings,
    ...props,
    alarms: { ...settings.alarms, ...props.alarms },
    functions: withFunctions(settings.functions, props.functions),
  };
  refuseProps(headline, [...settingProblems(merged), ...functionProblems(merged.functions, consumers)]);
  return merged;
}

/** Before anything is merged: a text spread into an object would leave no trace. */
function shapeOf(props: SettingsProps): readonly string[] {
  const problems = shapeProblems(SETTINGS, props, '', 'settings');
  const consumers = problems.length === 0 ? props.functions?.consumers : undefined;
  return consumers ? shapeProblems(CONSUMER_SIZES, consumers, '', 'settings.functions.consumers') : problems;
}

/** The definition with what is there already in a stage. @throws PropsError for what is none of it */
export function definitionIn(
  definition: HeadwaterDefinition,
  stage: string,
  { tables = {}, searchEndpoint }: StageProps,
): HeadwaterDefinition {
  checkTableNames(definition, tables);
  if (Object.keys(tables).length === 0 && searchEndpoint === undefined) return definition;
  const here = {
    ...definition,
    tables: definition.tables.map((table) => {
      const existing = own(tables, table.name);
      return existing ? { ...table, existing } : table;
    }),
    ...(searchEndpoint !== undefined && { searchEndpoint }),
  };
  refuseProps(`what stage ${stage} has already is wrong`, problemsOf(here));
  return here;
}
