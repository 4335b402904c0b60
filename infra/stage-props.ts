/** What an app says of one of its stages: where it runs, and how large. What its rows are stands in the definition. */
import { problemsOf } from '../shared/domain/definition/define.ts';
import type { Consumer, HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { HeadwaterError } from '../shared/domain/errors.ts';
import { own } from '../shared/domain/own.ts';
import type { AlarmThresholds } from './alarm-thresholds.ts';
import { functionProblems } from './function-problems.ts';
import { type FunctionProps, withFunctions } from './function-settings.ts';
import { settingProblems } from './setting-problems.ts';
import { checkTableNames } from './table-names.ts';
import { stageSettings, type StageSettings } from './stages.ts';

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
 * @param consumers of the definition
 * @throws HeadwaterError HW_CONFIG for a value beyond its range; StageError for a stage that is not there
 */
export function settingsOf(
  stage: unknown,
  props: SettingsProps = {},
  consumers: readonly Consumer[] = [],
): StageSettings {
  const settings = stageSettings(stage);
  const merged = {
    ...settings,
    ...props,
    alarms: { ...settings.alarms, ...props.alarms },
    functions: withFunctions(settings.functions, props.functions),
  };
  const problems = [...settingProblems(merged), ...functionProblems(merged.functions, consumers)];
  if (problems.length === 0) return merged;
  throw new HeadwaterError('HW_CONFIG', `the settings of stage ${settings.name} are wrong:\n${listed(problems)}`);
}

/** The definition with what is there already in a stage. @throws HeadwaterError HW_CONFIG for what is none of it */
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
  const problems = problemsOf(here);
  if (problems.length === 0) return here;
  throw new HeadwaterError('HW_CONFIG', `what stage ${stage} has already is wrong:\n${listed(problems)}`);
}

function listed(problems: readonly string[]): string {
  return problems.map((one) => `  - ${one}`).join('\n');
}
